"""Pages read what training left without MLflow, which takes seconds to import."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from data.settings import ROOT, settings

SEE_ALL = textwrap.dedent("""
    import sys
    from pathlib import Path
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    pages = sorted(path.parent.name for path in Path("pages").glob("*/page.py"))
    for name in pages:
        app = AppTest.from_file(str(Path("app.py").resolve()), default_timeout=120)
        app._page_hash = calc_hash(name)
        app.run()
        assert not app.exception, (name, app.exception)
        assert not app.warning, (name, app.warning)
        assert "mlflow" not in sys.modules, name
    print(len(pages))
""")


def test_no_page_imports_mlflow(demo_warehouse: Path, trained_demo: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", SEE_ALL],
        cwd=ROOT,
        env={**os.environ, "CROSSFADE_MLRUNS_DIR": str(settings().mlruns_dir)},
        capture_output=True,
        text=True,
    )
    assert result.stdout.strip() == str(len(list(ROOT.glob("pages/*/page.py")))), result.stderr[
        -2_000:
    ]
