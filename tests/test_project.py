"""What holds for the project as a whole: layers, imports, the lock, sizes, commands."""

import ast
import importlib.metadata
import os
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
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


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _is_page(path: Path) -> bool:
    return path.name == "page.py"


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
        "data/kept/trespass.py": "analytics, data.reads.tracks",
        "analytics/hits/trespass.py": "streamlit, duckdb, data.reads.tracks, analytics.drivers.ols",
        "analytics/newcomer/__init__.py": "math",
        "pages/hits/words.py": "pages.ui.layout",
        "pages/hits/trespass.py": "plotly, mlflow, pages.drivers.words",
    }.items():
        path = copy / module
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\nimport {imported}\n")
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200"}
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


@pytest.mark.parametrize("contract", [contract["name"] for contract in CONTRACTS])
def test_a_broken_layer_is_noticed(broken_layers: str, contract: str) -> None:
    assert f"{contract} BROKEN" in broken_layers


def test_a_topic_that_stands_on_no_floor_is_noticed(broken_layers: str) -> None:
    assert "analytics.newcomer" in broken_layers


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
    tests = run | set(_direct("requirements-dev.in")) | _locked("requirements-tags.txt")
    missing = {}
    for paths, named in ((SOURCES, run), (TESTS, tests)):
        for path in paths:
            packages = {name: providers.get(name, ["nothing"]) for name in _imports(path) - own}
            missing |= {
                f"{_module(path)}: {name}": found
                for name, found in packages.items()
                if not {name, *(package.lower().replace("_", "-") for package in found)} & named
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


def test_the_menu_and_the_folders_name_the_same_topics() -> None:
    [menu] = [
        ast.literal_eval(node.value)
        for node in ast.parse((ROOT / "app.py").read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MENU"
    ]
    named = {topic for topics in menu.values() for topic in topics}
    assert named == {path.parent.name for path in (ROOT / "pages").glob("*/page.py")}
    asked = {path.parent.name for path in (ROOT / "analytics").glob("*/answers.py")}
    assert named <= asked


def _below(layer: str) -> list[Path]:
    paths = (ROOT / layer).rglob("*.py")
    return [path for path in paths if not path.name.startswith("__")]


def test_every_module_has_a_test_of_its_name() -> None:
    missing = []
    for path in [*_below("analytics"), *_below("data")]:
        folder = ROOT / "tests" / path.parent.relative_to(ROOT)
        test = folder / f"test_{path.stem}.py"
        if not test.exists() or path.stem not in test.read_text():
            missing.append(_module(path))
    assert missing == []


def _ours(tree: ast.Module) -> tuple[dict[str, str], list[str]]:
    """Return local names of our modules, and private names imported from them."""
    modules, private = {}, []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in LAYERS:
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                private += [alias.name] if alias.name.startswith("_") else []
    return modules, private


def test_tests_use_what_is_public() -> None:
    reached = {}
    for path in TESTS:
        tree = ast.parse(path.read_text())
        modules, private = _ours(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr.startswith("_")
                and not node.attr.startswith("__")
                and isinstance(node.value, ast.Name)
                and node.value.id in modules
            ):
                private.append(f"{node.value.id}.{node.attr}")
        if private:
            reached[str(path.relative_to(ROOT))] = private
    assert reached == {}


def _functions(module: str) -> set[str]:
    """Return the functions and classes that a module of ours defines."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    body = ast.parse(path.read_text()).body if path.exists() else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def test_tests_replace_none_of_our_functions() -> None:
    """Limits may be lowered and hooks set; code is tested as it is."""
    replaced = {}
    for path in TESTS:
        tree = ast.parse(path.read_text())
        modules, _ = _ours(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".setattr")):
                continue
            target, name = node.args[0], ast.unparse(node.args[1]).strip("'")
            module = modules.get(ast.unparse(target).split(".")[0])
            if module and name in _functions(module):
                replaced[f"{path.relative_to(ROOT)}:{node.lineno}"] = (
                    f"{ast.unparse(target)}.{name}"
                )
    assert replaced == {}


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(_module(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_help_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(re.findall(r"^  make ([a-z-]+)", result.stdout, re.MULTILINE)) == sorted(
        phony.split()
    )


def test_the_readme_names_only_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([\w-]+)", readme, re.MULTILINE)) <= targets
    modules = set(re.findall(r"python -m ((?:data|analytics)\.[\w.]+)", readme))
    assert modules <= {_module(path) for path in SOURCES}
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert [picture for picture in pictures if not (ROOT / picture).exists()] == []
