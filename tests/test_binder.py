"""Binder without Docker: the image's recipe by repo2docker, and what the image would do."""

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
REPOSITORY = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]
LAUNCH = "https://mybinder.org/v2/gh/" + "/".join(REPOSITORY.split("/")[-2:]) + "/HEAD?urlpath="


@pytest.fixture(scope="module")
def dockerfile(committed_tree):
    """The lines that repo2docker would hand to Docker, with what it says on the way."""
    render = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    render += ["--user-id", "1000", "--user-name", "jovyan", str(committed_tree)]
    said = subprocess.run(render, capture_output=True, text=True, check=True, cwd=committed_tree)
    return said.stdout + said.stderr


def place(dockerfile, what):
    """Where an instruction stands; it must stand there once."""
    lines = [number for number, line in enumerate(dockerfile.splitlines()) if what in line]
    assert len(lines) == 1, (what, lines)
    return lines[0]


def test_image_has_the_python_that_we_name(dockerfile):
    named = re.search(r"- (python=.*)", (ROOT / "environment.yml").read_text())[1]
    assert f"Building conda environment for {named}" in dockerfile


def test_image_is_updated_from_our_environment(dockerfile):
    place(dockerfile, 'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"')


def test_a_changed_notebook_leaves_the_environment_layer(dockerfile):
    # Docker keeps a layer as long as nothing that was copied before it has changed.
    environment = place(dockerfile, "env update")
    copied = [
        re.search(r"src/\S*", line)[0]
        for line in dockerfile.splitlines()[:environment]
        if line.startswith("COPY") and "src/" in line
    ]
    assert copied == ["src/binder/environment.yml"]


def test_post_build_runs_once_the_whole_tree_is_there(dockerfile):
    tree = place(dockerfile, "COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    assert place(dockerfile, "RUN ./binder/postBuild") > tree
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_what_the_image_would_do(committed_tree, tmp_path):
    """The environment's packages in a fresh venv, postBuild, then a notebook runs in it.

    The Python is the one at hand. Versions are held to the lock, so that this tests our files and
    not the day's releases.
    """
    *_, pip = yaml.safe_load((committed_tree / "binder" / "environment.yml").read_text())["dependencies"]
    constraints = tmp_path / "constraints.txt"
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    constraints.write_text("\n".join(line.rstrip(" \\") for line in lines if "==" in line))
    venv.create(tmp_path / "venv", with_pip=True, symlinks=os.name != "nt")
    programs = tmp_path / "venv" / "bin"
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("JUPYTER")}
    environment |= {"PATH": f"{programs}:{os.environ['PATH']}", "IPYTHONDIR": str(tmp_path)}

    def run(*command):
        done = subprocess.run(
            command,
            cwd=committed_tree,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    quick = ("--quiet", "--no-compile", "--disable-pip-version-check")
    run("python", "-m", "pip", "install", *quick, "-c", str(constraints), *pip["pip"])
    run("./binder/postBuild")
    assert run("python", "-c", "import mclib; print(mclib.__file__)").startswith(str(committed_tree))
    run("jupyter", "execute", f"notebooks/{NOTEBOOKS[0]}")


def test_readme_launches_every_notebook_of_this_repository():
    readme = (ROOT / "README.md").read_text()
    launched = re.findall(r"https://mybinder\.org/v2/[^\s)\"]*", readme)
    wanted = {LAUNCH + quote(f"lab/tree/notebooks/{name}", safe="") for name in NOTEBOOKS}
    assert wanted <= set(launched), "a notebook without its launch link"
    assert set(launched) <= wanted, "a launch link that leads nowhere"
