"""What one would write without Portico: a plain Dash app that draws one slice. gunicorn loads `server`.

It knows nobody, writes nothing down and trusts what it is sent; PLAIN_DASH names its SQL, and where Snowflake is.
"""

import json
import os

import plotly.graph_objects as go
import snowflake.connector
from dash import Dash, Input, Output, dcc, html

OUTPUT, INPUT = ("figure", "figure"), ("show", "n_clicks")

given = json.loads(os.environ.get("PLAIN_DASH", "{}"))
app = Dash(__name__)
app.layout = html.Div([html.Button("Show", id="show"), dcc.Graph(id="figure")])
server = app.server
connection = snowflake.connector.connect(**given["connection"], paramstyle="qmark") if given else None


@app.callback(Output(*OUTPUT), Input(*INPUT))
def draw(_clicks: int | None) -> go.Figure:
    """A line for each value of the second column, as the portal's own line chart has it."""
    rows = connection.cursor().execute(given["sql"], given["binds"] or None).fetch_pandas_all()
    place, color, size = rows.columns[:3]
    parts = rows.groupby(color, dropna=False)
    return go.Figure([go.Scatter(x=part[place], y=part[size], name=str(name), mode="lines") for name, part in parts])


def body() -> dict[str, object]:
    """What Dash's renderer would send."""
    (output, figure), (button, clicks) = OUTPUT, INPUT
    return {
        "output": f"{output}.{figure}",
        "outputs": {"id": output, "property": figure},
        "inputs": [{"id": button, "property": clicks, "value": 1}],
        "changedPropIds": [f"{button}.{clicks}"],
    }
