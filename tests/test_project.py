"""What holds for the project as a whole: layers, imports, the lock, sizes, commands."""

import ast
import importlib.metadata
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("pages", "analytics", "data")
SOURCES = [ROOT / "app.py", *(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))]
TESTS = list((ROOT / "tests").rglob("*.py"))
# Seconds of import each: they belong inside the function that needs them.
HEAVY = [
    *("statsmodels", "sklearn", "scipy.stats", "shap", "xgboost"),
    *("mlflow", "doubleml", "optuna", "matplotlib"),
]
PAGE_GROUPS = ("executive", "scout", "explore", "predict", "decide", "operate")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _is_page(path: Path) -> bool:
    return path.parent.name in PAGE_GROUPS and not path.name.startswith("_")


def _imports(path: Path) -> set[str]:
    """Return the top-level names that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _direct(name: str) -> dict[str, str]:
    """Read a hand-written requirements file: package, and what it is for."""
    lines = (ROOT / name).read_text().splitlines()
    rows = [line.partition("#") for line in lines if re.match(r"[a-z]", line)]
    return {package.strip().lower(): why.strip() for package, _, why in rows}


def _locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==\S+", (ROOT / name).read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def broken_layers(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Break each layer rule once in a copy of the project; return what import-linter says."""
    copy = tmp_path_factory.mktemp("broken")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, copy / layer, ignore=lambda *_: ["raw", "warehouse", "cache"])
    for module, imported in {
        "data/trespass.py": "analytics",
        "analytics/trespass.py": "streamlit, duckdb",
        "pages/figures/trespass.py": "streamlit",
        "pages/ui/trespass.py": "plotly, mlflow",
    }.items():
        (copy / module).write_text(f"import {imported}\n")
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200"}
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize(
    "contract",
    [
        "pages draw, analytics compute, data read",
        "no Streamlit or Plotly below pages",
        "figures do not know Streamlit",
        "one door to Plotly: figures",
        "one door to MLflow",
        "one door to DuckDB",
    ],
)
def test_a_broken_layer_is_noticed(broken_layers: str, contract: str) -> None:
    assert f"{contract} BROKEN" in broken_layers


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    modules = [_module(path) for path in SOURCES if not _is_page(path) and path.name != "app.py"]
    code = (
        f"import importlib, sys\n"
        f"for name in {modules}:\n"
        f"    before = set(sys.modules)\n"
        f"    importlib.import_module(name)\n"
        f"    heavy = (set(sys.modules) - before) & set({HEAVY})\n"
        f"    if heavy: print(name, 'imports', *sorted(heavy))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (result.stdout, result.returncode) == ("", 0), result.stdout + result.stderr


def test_pages_name_no_heavy_library() -> None:
    roots = {name.split(".")[0] for name in HEAVY}
    named = {path.name: _imports(path) & roots for path in SOURCES if _is_page(path)}
    assert not any(named.values()), named


def test_only_settings_reads_the_environment() -> None:
    readers = [
        _module(path) for path in SOURCES if re.search(r"\bgetenv\b|\benviron\b", path.read_text())
    ]
    assert [name for name in readers if name != "data.settings"] == []


def test_every_direct_requirement_says_what_it_is_for() -> None:
    direct = _direct("requirements.in") | _direct("requirements-dev.in")
    assert [package for package, why in direct.items() if not why] == []


def test_the_lock_holds_every_direct_requirement() -> None:
    assert set(_direct("requirements.in")) <= _locked("requirements.txt")
    assert set(_direct("requirements-dev.in")) <= _locked("requirements-dev.txt")


def test_nothing_is_imported_that_only_came_along() -> None:
    """Each import is the standard library's, ours, or of a package that we name."""
    providers = importlib.metadata.packages_distributions()
    own = {*sys.stdlib_module_names, *LAYERS, "app", "tests"}
    run = set(_direct("requirements.in"))
    missing = {}
    for paths, named in ((SOURCES, run), (TESTS, run | set(_direct("requirements-dev.in")))):
        for path in paths:
            packages = {name: providers.get(name, ["nothing"]) for name in _imports(path) - own}
            missing |= {
                f"{_module(path)}: {name}": found
                for name, found in packages.items()
                if not {package.lower().replace("_", "-") for package in found} & named
            }
    assert missing == {}


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines from `def` on, its docstring apart."""
    doc = node.body[0] if ast.get_docstring(node) else None
    docstring = doc.end_lineno - doc.lineno + 1 if doc else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_functions_and_modules_stay_short() -> None:
    sizes = {
        f"{_module(path)}.{node.name}": _code_lines(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in sizes.items() if lines > 60} == {}
    assert statistics.median(sizes.values()) < 10
    assert statistics.quantiles(sizes.values(), n=10)[-1] < 30
    modules = {_module(path): len(path.read_text().splitlines()) for path in SOURCES}
    limits = {_module(path): 120 if _is_page(path) else 400 for path in SOURCES}
    assert {name: lines for name, lines in modules.items() if lines > limits[name]} == {}


def test_no_page_lies_directly_in_pages() -> None:
    """Streamlit would take the folder for its old way of making pages."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_help_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(re.findall(r"^  make (\w+)", result.stdout, re.MULTILINE)) == sorted(
        phony.split()
    )


def test_the_readme_names_only_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\w+)", readme, re.MULTILINE)) <= targets
    modules = set(re.findall(r"python -m ((?:data|analytics)\.\w+)", readme))
    assert modules <= {_module(path) for path in SOURCES}
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert [picture for picture in pictures if not (ROOT / picture).exists()] == []
