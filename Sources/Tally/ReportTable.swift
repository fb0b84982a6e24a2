import Pages

/// A table of a report. On a phone each row stands by itself, its first cell above the others, which then say what they are:
/// columns beyond the edge of a screen are columns that nobody reads.
///
/// The roles are said aloud because some browsers take a row that is laid out in another way for no row at all.
struct ReportTable {
  struct Column {
    enum Kind { case words, number, mark, wide }

    let title: String
    let kind: Kind

    init(_ title: String, _ kind: Kind = .words) {
      self.title = title
      self.kind = kind
    }

    fileprivate var style: Markup {
      switch kind {
      case .words: .empty
      case .number: " class=\"number\""
      case .mark: " class=\"mark\""
      case .wide: " class=\"wide\""
      }
    }
  }

  /// Of the ids in the page; letters, digits and hyphens.
  let name: String
  let caption: String
  /// The first holds what a row is about.
  let columns: [Column]
  /// What rows are about is a sentence, not a name.
  var isOfSentences = false
  let rows: [[Markup]]

  var markup: Markup {
    let heads = columns.markup { column in
      """
      <th scope="col" role="columnheader"\(column.style)>\(column.title)</th>
      """
    }
    let body = rows.markup { row in
      let cells = zip(columns, row).dropFirst().map { self.cell($0, $1) }
      return """
        <tr role="row"><th scope="row" role="rowheader">\(row.first ?? .empty)</th>\(cells)</tr>

        """
    }
    return """
      <div class="scroll" role="region" tabindex="0" aria-labelledby="\(name)-caption"><table role="table"\(if: isOfSentences, " class=\"sentences\"")>
      <caption id="\(name)-caption">\(caption)</caption>
      <thead role="rowgroup"><tr role="row">\(heads)</tr></thead>
      <tbody role="rowgroup">\(body)</tbody>
      </table></div>
      """
  }

  private func cell(_ column: Column, _ cell: Markup) -> Markup {
    """
    <td role="cell" data-label="\(column.title)"\(column.style)>\(cell)</td>
    """
  }

  /// Whether something is so, for the eye and for the ear.
  static func mark(_ isSo: Bool, yes: String, no: String, sign: String = "●") -> Markup {
    """
    <span class="\(isSo ? "yes" : "no")" aria-hidden="true">\(isSo ? sign : "·")</span><span class="hidden">\(isSo ? yes : no)</span>
    """
  }
}
