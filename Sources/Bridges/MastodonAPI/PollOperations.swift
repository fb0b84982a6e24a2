import Commons
import Community
import Doors
import Pages
import Storehouse

/// Polls: our checks.
enum PollOperations {
  static let all: [Operation] = [
    Operation(.get, "/api/v1/polls/{id}", .visitor("read:statuses"), "One poll.", [], .entity("Poll"), run: show),
    Operation(
      .post, "/api/v1/polls/{id}/votes", .member("write:statuses"), "Vote, once.", [.texts("choices")],
      .entity("Poll")
    ) { call in
      let choices = call.input.list("choices")
      let positions = choices.compactMap { Int($0) }
      guard positions.count == choices.count else {
        throw Refusal.invalid("choices", "Choose one of the options.")
      }
      try await Checks(store: call.house.store).vote(positions, on: call.key(), by: call.member.id)
      return try await show(call)
    },
  ]

  @Sendable private static func show(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Post.self)
    let check = try await call.house.store.read { tx in
      guard let card = try PostStore.find(id, for: call.viewer, in: tx), card.state == .shown,
        let check = try CheckStore.checks(of: [id], for: call.viewer, in: tx)[id]
      else { throw Refusal.notFound }
      return check
    }
    return Reply.json { $0.poll(check, Writing(call)) }
  }
}
