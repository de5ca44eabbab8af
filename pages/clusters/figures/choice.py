"""The pictures behind the choice of clusters: their number, reach, stability and axes."""

import plotly.graph_objects as go

from analytics.clusters.choice import NeighbourCurve, NumberOfClusters
from analytics.clusters.comparison import MethodComparison
from analytics.clusters.map import TrackMap
from data import metrics
from pages.ui import theme

CURVES = {
    "inertia": ("Spread within clusters", "elbow", "squared standard deviations"),
    "silhouette": ("How far apart (silhouette)", "best_silhouette", "-1 to 1"),
    "bic": ("Fit of the mixture (BIC)", "best_bic", "lower is better"),
}


def number_curve(number: NumberOfClusters, measure: str) -> go.Figure:
    """Draw one measure over the number of clusters, its suggestion marked."""
    label, attribute, unit = CURVES[measure]
    suggested = getattr(number, attribute)
    fig = theme.figure(f"{label}: {suggested} clusters", x="Number of clusters", y=unit, height=280)
    fig.add_scatter(
        x=number.curve.n_clusters,
        y=number.curve[measure],
        mode="lines+markers",
        line={"color": theme.GREY, "width": 2},
        marker={
            "size": [13 if n == suggested else 7 for n in number.curve.n_clusters],
            "color": [
                theme.BOTH if n == suggested else theme.GREY for n in number.curve.n_clusters
            ],
        },
        hovertemplate="%{x} clusters: %{y:,.4g}<extra></extra>",
    )
    return fig.update_xaxes(dtick=1)


def reach_curve(neighbours: NeighbourCurve) -> go.Figure:
    """Draw how far the neighbours of each track are, the suggested reach marked."""
    eps = metrics.decimal(neighbours.eps)
    fig = theme.figure(
        f"Distances grow slowly up to about {eps}, then fast",
        x="Share of tracks",
        y=f"Distance to neighbour {neighbours.n_neighbours} (standard deviations)",
        height=380,
    )
    fig.add_scatter(
        x=neighbours.curve.share,
        y=neighbours.curve.distance,
        mode="lines",
        line={"color": theme.GREY, "width": 2.5},
        hovertemplate="%{x:.1%} of tracks have it within %{y:.2f}<extra></extra>",
    )
    fig.add_hline(y=neighbours.eps, line={"color": theme.BOTH, "dash": "dot"})
    fig.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=neighbours.eps,
        yanchor="bottom",
        text=f"suggested reach {eps}",
        showarrow=False,
    )
    return fig.update_xaxes(tickformat=".0%")


def stability(comparison: MethodComparison) -> go.Figure:
    """Draw how far each method's clusters survive another sample of artists."""
    rows = comparison.table.dropna(subset=["stability"]).sort_values("stability", ascending=False)
    title = "No method could be compared"
    if len(rows):
        top = rows.iloc[0]
        title = (
            f"Most stable: {top.method}, agreement {metrics.decimal(top.stability)} of 1 "
            f"({top.n_clusters} clusters)"
        )
    fig = theme.figure(
        title, x="Agreement with itself on other artists (adjusted Rand index)", height=310
    )
    theme.interval(
        fig,
        at=list(rows.method),
        value=list(rows.stability),
        low=list(rows.stability_low),
        high=list(rows.stability_high),
        color=theme.BOTH,
    )
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.update_xaxes(range=[min(0, *rows.stability_low), 1.02] if len(rows) else [0, 1])


def loadings(axes: TrackMap) -> go.Figure:
    """Draw how each feature goes along with each axis of the map."""
    share = metrics.percent(sum(axes.explained))
    fig = theme.figure(
        f"Three axes carry {share} of what sets tracks apart",
        y="",
        height=90 + 30 * len(axes.loadings),
    )
    values = axes.loadings[["x", "y", "z"]].to_numpy()
    fig.add_heatmap(
        z=values,
        x=[f"Axis {n} ({metrics.percent(s, 0)})" for n, s in enumerate(axes.explained, 1)],
        y=[metrics.label(feature) for feature in axes.loadings.feature],
        zmin=-1,
        zmax=1,
        colorscale=theme.DIVERGING,
        showscale=False,
        hovertemplate="%{y} on %{x}: %{z:.2f}<extra></extra>",
        xgap=2,
        ygap=2,
    )
    theme.print_in_cells(fig, [metrics.decimal(value) for value in values.ravel()])
    fig.update_yaxes(autorange="reversed", showgrid=False)
    return fig.update_xaxes(side="top", showgrid=False, dtick=1)
