import Pages

/// A page that is one file: everything it needs is in it, it asks nothing of any network, and needs no script.
enum ReportPage {
  static func markup(title: String, style: Markup = .empty, _ body: Markup) -> Markup {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title)</title>
    <style>
    :root {
      color-scheme: light dark; --bg: #faf7f1; --surface: #fff; --line: #e4ddd0; --ink: #211b29; --soft: #5b5364;
      --brand: #4a35c4; --yes: #0b7a66; --rest: #d6cdbf;
    }
    @media (prefers-color-scheme: dark) { :root {
      --bg: #16131c; --surface: #1f1b27; --line: #393345; --ink: #f3eff7; --soft: #b9b1c4;
      --brand: #b8adff; --yes: #45c3a8; --rest: #4a4357;
    } }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 4rem; background: var(--bg); color: var(--ink);
      font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif;
      overflow-wrap: break-word;
    }
    h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); line-height: 1.15; margin: 0 0 .5rem; }
    h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.5rem 0 .75rem; }
    p, dd { max-width: 44rem; margin: 0 0 .75rem; }
    .soft { color: var(--soft); }
    .number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .scroll { position: relative; overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
    .scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; }
    caption { text-align: start; padding: .75rem; color: var(--soft); }
    th, td { padding: .45rem .75rem; text-align: start; vertical-align: top; border-top: 1px solid var(--line); }
    th { font-weight: 650; }
    thead th { vertical-align: bottom; border-top: 0; }
    td.mark { text-align: center; }
    td.yes { color: var(--yes); font-weight: 700; }
    .bar { display: block; width: 12rem; height: .9rem; }
    .bar .all { fill: var(--line); }
    .bar .part { fill: var(--brand); }
    .bar .kept { fill: var(--rest); }
    .pot { display: block; width: 100%; height: 2.25rem; border-radius: .5rem; margin-bottom: 1rem; }
    .pot rect { stroke: var(--bg); stroke-width: .15; }
    .pot .part { fill: var(--brand); }
    .pot .kept { fill: var(--rest); }
    dt { font-weight: 650; margin-top: 1rem; }
    dd { margin-inline-start: 0; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .92em; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    ul { padding-inline-start: 1.25rem; }
    \(style)</style>
    </head>
    <body>
    <main>
    <h1>\(title)</h1>
    \(body)
    </main>
    </body>
    </html>

    """
  }

  /// A table that scrolls by itself where the screen is narrow.
  static func table(_ name: String, caption: String, head: Markup, rows: Markup) -> Markup {
    """
    <div class="scroll" role="region" tabindex="0" aria-labelledby="\(name)-caption"><table>
    <caption id="\(name)-caption">\(caption)</caption>
    <thead><tr>\(head)</tr></thead>
    <tbody>\(rows)</tbody>
    </table></div>
    """
  }
}
