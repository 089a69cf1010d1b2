"""How the pages become a site: Sphinx reads Markdown by MyST and dresses it with Furo."""

project = "Asculum"
author = "the Asculum authors"
project_copyright = "the Asculum authors, Apache-2.0"
extensions = ["myst_parser"]
root_doc = "index"
source_suffix = {".md": "markdown"}
exclude_patterns: list[str] = []

myst_heading_anchors = 4
myst_enable_extensions: list[str] = []
# what the pages show is told by the fence; a word that Pygments does not know is no fault
nitpicky = True
highlight_language = "text"

html_theme = "furo"
html_title = "Asculum"
html_static_path = ["_static"]
html_css_files = ["asculum.css"]
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
# no analytics, no fonts from elsewhere, no button that leads to a service
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#8a2f1d",
        "color-brand-content": "#8a2f1d",
        "color-brand-visited": "#6b4a93",
        "color-background-primary": "#fdfcf9",
        "color-background-secondary": "#f4f1ea",
        "color-foreground-primary": "#1c1a17",
        "color-foreground-secondary": "#5c574f",
    },
    "dark_css_variables": {
        "color-brand-primary": "#f0a08c",
        "color-brand-content": "#f0a08c",
        "color-brand-visited": "#c3a1ea",
        "color-background-primary": "#14161a",
        "color-background-secondary": "#1d2026",
        "color-foreground-primary": "#ebe8e1",
        "color-foreground-secondary": "#aaa59b",
    },
}
pygments_style = "friendly"
pygments_dark_style = "monokai"
