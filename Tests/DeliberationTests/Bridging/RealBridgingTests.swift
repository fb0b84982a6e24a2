import Deliberation
import Foundation
import Testing

@Suite(
  "Bridging as Community Notes finds it",
  .enabled(if: RealConversation.areHere, "no conversations are beside this checkout"))
struct RealBridgingTests {
  /// Community Notes stops a little before the least loss, and a little elsewhere for each seed.
  @Test(
    "Intercepts and factors are those of Community Notes' own program, at no greater loss",
    arguments: RealConversation.names(with: "communitynotes_mf_expected.json"))
  func factors(_ name: String) throws {
    let export = try RealConversation.export(name)
    let expected = try RealConversation.json(name, "communitynotes_mf_expected.json")
    let factors = BridgingFactors(export.matrixOfVotes)
    let unsorted = try #require(expected["notes_out"] as? [[String: Any]])
    let notes = unsorted.sorted { ($0["id"] as? Int ?? 0) < ($1["id"] as? Int ?? 0) }
    #expect(factors.votes == expected["ratings"] as? Int)
    #expect(factors.people.count == expected["raters"] as? Int)
    #expect(factors.statements.map(\.statement) == notes.map { $0["id"] as? Int })
    let error = try #require(expected["train_mse"] as? Double)
    #expect((factors.error - error).magnitude < 0.002 * max(1, error))
    #expect((factors.inclination - (expected["mu"] as? Double ?? .nan)).magnitude < 0.006)
    let intercepts = notes.map { $0["intercept"] as? Double ?? .nan }
    let own = factors.statements.map(\.intercept)
    #expect(correlation(own, intercepts) > 0.999)
    for (own, other) in zip(own, intercepts) { #expect((own - other).magnitude < 0.03) }
    #expect(
      correlation(factors.statements.map(\.factor), notes.map { $0["factor"] as? Double ?? .nan }).magnitude > 0.999)
  }

  private func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    return cosine(a.map { $0 - meanA }, b.map { $0 - meanB })
  }
}
