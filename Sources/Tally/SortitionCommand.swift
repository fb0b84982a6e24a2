import ArgumentParser
import Deliberation
import Foundation
import Solvers

/// `tally sortition`: draws a panel that looks like the people it is for.
struct SortitionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sortition", abstract: "Draw a panel that meets quotas, by the fairest lottery there is.",
    discussion: """
      FOLDER holds categories.csv (category,feature,min,max) and respondents.csv (a column for each category), or the same as \
      features.csv (feature,value,min,max) and candidates.csv. The lottery \
      does not depend on the seed; publish it, then draw with a seed that nobody knew before.
      """)

  @Argument(help: "The folder with categories.csv and respondents.csv.") var folder: String
  @Option(help: "How many sit on the panel.") var panel: Int
  @Option(help: "The public seed that draws one of the lottery's panels.") var seed: String
  @Option(help: "Seconds that one program may take before the best found is taken, as not proven.") var limit: Double =
    60
  @Option(help: "Seconds after which the fairest lottery found so far is taken, as not proven.")
  var patience: Double = 3_600
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if panel < 1 { throw ValidationError("--panel is at least 1.") }
    if !(limit > 0) { throw ValidationError("--limit is more than 0.") }
    if !(0...1e9 ~= patience) { throw ValidationError("--patience is a number of seconds.") }
  }

  func run() throws {
    let categories = try TallyFile(path("categories.csv", "features.csv"))
    let respondents = try TallyFile(path("respondents.csv", "candidates.csv"))
    let pool: SortitionPool
    do {
      pool = try SortitionPool.read(categories: categories.bytes, respondents: respondents.bytes)
    } catch {
      let file = error.file == .categories ? categories.path : respondents.path
      throw TallyFile.refused(
        error.malformed.line.map { "\(file):\($0): \(error.malformed.words)" } ?? "\(file): \(error.malformed.words)")
    }
    let isWatched = isatty(STDERR_FILENO) == 1
    let lottery: PanelLottery
    do {
      let start = ContinuousClock.now
      let patience = Duration.seconds(patience)
      lottery = try LeximinSortition.lottery(pool, panel: panel, solver: GLPKSolver(limit: min(limit, self.patience))) {
        done, all in
        if isWatched {
          try? FileHandle.standardError.write(contentsOf: Data("\rfixed \(done) of \(all) chances ".utf8))
        }
        return ContinuousClock.now - start < patience
      }
    } catch { throw TallyFile.refused("\(folder): \(words(error))") }
    if isWatched { try? FileHandle.standardError.write(contentsOf: Data("\n".utf8)) }
    let drawn = lottery.draw(seed: seed.utf8)
    print(json ? report(lottery, drawn).text : text(lottery, drawn))
  }

  /// The file of that name in the folder, or of the other where there is only that.
  private func path(_ name: String, _ other: String) -> String {
    let folder = folder.hasSuffix("/") ? folder : "\(folder)/"
    let files = FileManager.default
    return !files.fileExists(atPath: folder + name) && files.fileExists(atPath: folder + other)
      ? folder + other : folder + name
  }

  private func words(_ failure: SortitionFailure) -> String {
    switch failure {
    case .size: return "no panel of \(panel) can be drawn from this pool."
    case .solver: return "the lottery could not be worked out."
    case .quotas(let relaxations):
      let changes = relaxations.map {
        "“\($0.feature)” (\($0.category)) from \($0.least)–\($0.most) to \($0.newLeast)–\($0.newMost)"
      }
      return "no panel of \(panel) meets all the quotas. It would do to change \(changes.joined(separator: ", "))."
    }
  }

  private func report(_ lottery: PanelLottery, _ drawn: [Int]) -> JSON {
    let chances = lottery.probabilities
    return [
      "panel": .integer(panel), "pool": .integer(lottery.pool.people.count), "seed": .string(seed),
      "selected": .array(drawn.map { .string(lottery.pool.people[$0].id) }),
      "selected_numbers": .array(drawn.map { .integer($0 + 1) }),
      "probabilities": .array(chances.map(JSON.number)),
      "min": .number(chances.min() ?? 0), "max": .number(chances.max() ?? 0), "proven": .bool(lottery.isProven),
      "quotas": .array(quotas(lottery, drawn)),
      "kinds": .array(lottery.kinds.map { .array($0.map { .integer($0 + 1) }) }),
      "tickets": .integer(PanelLottery.tickets),
      "panels": .array(
        lottery.panels.map { ["tickets": .integer($0.tickets), "places": .array($0.places.map(JSON.integer))] }),
    ]
  }

  private func quotas(_ lottery: PanelLottery, _ drawn: [Int]) -> [JSON] {
    lottery.pool.categories.enumerated().flatMap { category, value in
      value.features.enumerated().map { feature, quota in
        [
          "category": .string(value.name), "feature": .string(quota.name), "min": .integer(quota.least),
          "max": .integer(quota.most),
          "selected": .integer(drawn.count { lottery.pool.people[$0].features[category] == feature }),
        ]
      }
    }
  }

  private func text(_ lottery: PanelLottery, _ drawn: [Int]) -> String {
    let chances = lottery.probabilities
    let percent = { (chance: Double) in "\((chance * 10_000).rounded() / 100)%" }
    var lines = [
      "A panel of \(panel) from \(lottery.pool.people.count) people.",
      "Least chance \(percent(chances.min() ?? 0)), greatest \(percent(chances.max() ?? 0))."
        + (lottery.isProven ? " No lottery within the quotas is fairer." : " A fairer lottery may exist."), "",
    ]
    for (category, value) in lottery.pool.categories.enumerated() {
      for (feature, quota) in value.features.enumerated() {
        let count = drawn.count { lottery.pool.people[$0].features[category] == feature }
        lines.append("  \(value.name), \(quota.name): \(count) (\(quota.least) to \(quota.most))")
      }
    }
    lines += ["", "Drawn: " + drawn.map { lottery.pool.people[$0].id }.joined(separator: ", ")]
    return lines.joined(separator: "\n")
  }
}
