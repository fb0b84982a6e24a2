import Commons
import Pages

/// The part of a form where pictures or a document are added.
enum AttachmentFields {
  /// Folded away until it is wanted.
  /// - Parameter more: other fields that are wanted seldom.
  static func details(_ form: FormState, files: [WaitingFile], words: Words, more: Markup = .empty) -> Markup {
    let isOpen =
      !files.isEmpty
      || form.problems.contains {
        $0.field?.hasPrefix("picture") == true || $0.field == "document" || $0.field == "note"
      }
    return """
      <details\(if: isOpen, " open")><summary>\(words("Add pictures, a PDF, or say which language"))</summary><div class="stack">\
      \(fields(form, files: files, words: words))\(more)</div></details>
      """
  }

  /// - Parameter isChanging: whether the files are on a post that is being changed: then each can give way to another.
  static func fields(_ form: FormState, files: [WaitingFile], isChanging: Bool = false, words: Words) -> Markup {
    let kept = files.markup { waiting($0, form, words) }
    let wasAsked = form["alt-asked"] == "yes" || form.problems.contains { $0.field?.hasPrefix("alt-") == true }
    let free = files.contains { !$0.isPicture } ? 0 : Attachments.mostPictures - files.count
    let places = isChanging ? max(1, free) : free
    let slots = slots(form, count: places).enumerated().markup { index, number in
      """
      \(form.file("picture-\(number)", "Picture \(files.count + index + 1)", accept: "image/jpeg,image/png,image/webp,image/gif", isOptional: true))\
      \(form.text("alt-\(number)", "What does picture \(files.count + index + 1) show?", isOptional: true))
      """
    }
    let hint: Markup =
      "<p class=\"hint\">\(words("Up to four pictures, each up to 10 MB. Where and when a picture was taken is removed from it."))</p>"
    return """
      \(kept)\(if: wasAsked, form.hidden("alt-asked", "yes"))\(if: places > 0, hint)\(slots)\
      \(if: files.isEmpty || isChanging && !files.contains { $0.isPicture }, form.file("document", "Or one PDF", accept: "application/pdf", hint: "Up to 10 MB.", isOptional: true))
      """
  }

  /// Those with something wrong first, so that what is said about a field stands beside it.
  private static func slots(_ form: FormState, count: Int) -> [Int] {
    let all = Array(1...Attachments.mostPictures)
    let wrong = all.filter { form.hasProblem("picture-\($0)") }
    return (wrong + all.filter { !wrong.contains($0) }).prefix(max(0, count)).sorted()
  }

  /// A file that came with the form before: it need not be chosen again.
  private static func waiting(_ file: WaitingFile, _ form: FormState, _ words: Words) -> Markup {
    let id = file.id
    if !file.isPicture {
      return """
        <div class="row">\(if: !file.isOnPost, form.hidden("media", id))\(icon(.doc))<span dir="auto">\(file.title)</span>\(form.tick("drop-\(id)", "Leave this file out"))</div>
        """
    }
    return """
      <div class="upload">\(if: !file.isOnPost, form.hidden("media", id))<img src="\("/media/\(file.previewFile)")" alt="" width="96" height="96"><div class="stack">\
      \(form.text("alt-\(id)", "What does this picture show?", value: file.alt))\(form.tick("drop-\(id)", "Leave this picture out"))</div></div>
      """
  }
}
