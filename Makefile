PYTHON ?= python3
VENV_PYTHON = $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)

.PHONY: help setup lab test bench derivations notebooks pages screenshots lock

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

setup: ## prepare .venv from the pinned lock (PYTHON=... chooses the Python)
	@$(PYTHON) tools/setup.py

lab: setup ## open the course in JupyterLab (PORT=8899 and BROWSER=none where wanted)
	@$(VENV_PYTHON) tools/lab.py

test: ## set up what tests need and run the whole suite
	@$(PYTHON) tools/setup.py --tests && $(VENV_PYTHON) tools/test.py

bench: ## measure the engine and the views beside their limits and their peers: tables of ratios
	@$(PYTHON) bench

derivations: setup ## print every derivation of the course as one page, build/derivations.html
	@$(VENV_PYTHON) tools/derivations.py

notebooks: ## execute every notebook in place, as it is committed
	@$(PYTHON) tools/setup.py --tests && $(VENV_PYTHON) tools/notebooks.py

pages: setup ## print every notebook as a live page that needs no kernel, build/pages/index.html
	@$(VENV_PYTHON) tools/pages.py

screenshots: pages ## take a picture of every page and view, build/screenshots/*.png
	@$(PYTHON) tools/setup.py --tests && $(VENV_PYTHON) tools/screenshots.py

lock: ## make requirements.txt anew from pyproject.toml (UPGRADE=1: newest versions)
	@$(PYTHON) tools/lock.py
