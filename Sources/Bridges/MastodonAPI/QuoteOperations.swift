import Commons
import Community
import Doors
import Pages
import Storehouse

/// Statuses that take up another one.
enum QuoteOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/statuses/{id}/quotes", .visitor("read:statuses"),
      "Statuses that take this one up, newest first, as far as whoever asks may see them.", .paging,
      .list("Status", isPaged: true)
    ) { call in
      let id = try call.key(of: Post.self)
      return try await call.statuses(shownIn: .public) { bounds, tx in
        guard let card = try StatusStore.find(id, for: call.viewer, in: tx) else { throw Refusal.notFound }
        let quoted = card.shareOf ?? id
        return try Timelines.page(bounds, for: call.viewer, in: tx) { before, limit in
          try QuoteStore.quoting(quoted, before: before, limit: limit, in: tx)
        }
      }
    },
    Operation(
      .post, "/api/v1/statuses/{id}/quotes/{quoting_status_id}/revoke", .member("write:statuses"),
      "Take one’s own status out of another that took it up; that one comes back.", [], .entity("Status")
    ) { call in
      let quoting = try call.key("quoting_status_id", of: Post.self)
      try await Quotes(store: call.house.store).revoke(call.key(), from: quoting, by: call.member.id)
      return try await call.status(quoting)
    },
    Operation(
      .put, "/api/v1/statuses/{id}/interaction_policy", .member("write:statuses"),
      "Say who may take a status up from now on.", [.quotePolicy], .entity("Status")
    ) { call in
      let id = try call.key(of: Post.self)
      if let policy = try QuotePolicy(asked: call.input, "quote_approval_policy") {
        try await Quotes(store: call.house.store).setPolicy(policy, of: id, by: call.member.id)
      }
      return try await call.status(id)
    },
  ]
}

extension Operation.Parameter {
  static let quotePolicy = string(
    "quote_approval_policy", "Who may take it up: public, followers or nobody. Whoever wrote it always may.")
}
