import Pages

/// A page that is one file: everything it needs is in it, it asks nothing of any network, and needs no script.
struct ReportPage {
  struct Section {
    /// Its id in the page.
    let name: String
    let title: String
    let body: Markup

    init(_ name: String, _ title: String, _ body: Markup) {
      self.name = name
      self.title = title
      self.body = body
    }
  }

  let title: String
  /// What stands above the first section.
  let lead: Markup
  let sections: [Section]
  /// Besides that of every report.
  var style: Markup = .empty

  var markup: Markup {
    let links = sections.markup { section in
      """
      <li><a href="#\(section.name)">\(section.title)</a></li>
      """
    }
    let bodies = sections.markup { section in
      """
      <section aria-labelledby="\(section.name)"><h2 id="\(section.name)">\(section.title)</h2>
      \(section.body)
      </section>

      """
    }
    return """
      <!doctype html>
      <html lang="en-GB">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(Self.style)\(style)</style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      \(lead)
      <nav aria-label="On this page"><ul>\(links)</ul></nav>
      \(bodies)</main>
      </body>
      </html>

      """
  }

  private static let style: Markup = """
    :root {
      color-scheme: light dark; --bg: #faf7f1; --surface: #fff; --line: #e4ddd0; --ink: #211b29; --soft: #5b5364;
      --brand: #4a35c4; --second: #7767d6; --yes: #0b7a66; --rest: #d6cdbf;
    }
    @media (prefers-color-scheme: dark) { :root {
      --bg: #16131c; --surface: #1f1b27; --line: #393345; --ink: #f3eff7; --soft: #b9b1c4;
      --brand: #b8adff; --second: #8e82d8; --yes: #45c3a8; --rest: #4a4357;
    } }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 4rem; background: var(--bg); color: var(--ink);
      font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif;
      overflow-wrap: break-word;
    }
    h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); line-height: 1.15; margin: 0 0 .5rem; }
    h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.5rem 0 .75rem; }
    h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
    p, dd { max-width: 44rem; margin: 0 0 .75rem; }
    a { color: var(--brand); }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
    nav a { display: inline-block; padding: .35rem 0; }
    .soft { color: var(--soft); }
    .number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .scroll { position: relative; overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; margin-bottom: 1rem; }
    .scroll:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; }
    caption { text-align: start; padding: .75rem; color: var(--soft); }
    th, td { padding: .45rem .75rem; text-align: start; vertical-align: top; border-top: 1px solid var(--line); }
    th.number { text-align: end; }
    th { font-weight: 650; }
    thead th { vertical-align: bottom; border-top: 0; }
    tbody th { min-width: 16rem; }
    tbody th .soft { display: block; font-weight: 400; max-width: 44rem; }
    .sentences tbody th { font-weight: 400; }
    .mark { text-align: center; }
    td .yes { font-size: 1.2em; line-height: 1; }
    .yes { color: var(--yes); font-weight: 700; }
    .bar { display: block; width: 100%; min-width: 12rem; height: .9rem; margin-top: .35rem; }
    .bar .all { fill: var(--line); }
    .pot { display: block; width: 100%; height: 2.25rem; border-radius: .5rem; margin-bottom: .5rem; }
    .pot .all, .kept { fill: var(--rest); }
    .part, .part-1 { fill: var(--brand); }
    .part-2 { fill: var(--second); }
    dt { font-weight: 650; margin-top: 1rem; }
    dt .soft { font-weight: 400; }
    dd { margin-inline-start: 0; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .92em; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    ul { padding-inline-start: 1.25rem; }
    td ul { margin: 0; }
    details { margin-top: 1rem; }
    summary { padding: .5rem 0; cursor: pointer; }
    @media screen and (max-width: 44rem) {
      table, caption, tbody { display: block; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
      tbody tr { display: flex; flex-wrap: wrap; gap: .15rem 1rem; padding: .65rem .75rem; border-top: 1px solid var(--line); }
      tbody th { flex: 1 0 100%; min-width: 0; }
      tbody th, tbody td { display: block; padding: 0; border: 0; text-align: start; }
      tbody td:empty { display: none; }
      tbody td::before { content: attr(data-label) " "; color: var(--soft); font-weight: 400; }
      td.wide { flex: 1 0 100%; }
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; background: #fff; }
      nav { display: none; }
      .scroll { overflow: visible; border: 0; }
      tr, dd, svg { break-inside: avoid; }
      dt, h2, h3 { break-after: avoid; }
      rect, circle { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      details::details-content { content-visibility: visible; block-size: auto; }
    }

    """
}
