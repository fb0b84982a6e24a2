import Commons
public import Storehouse

extension Follows {
  /// What this room does beside answering requests.
  public static func room() -> Room {
    Room(
      "following",
      jobs: [
        muteEnding: { run in
          guard let member = Key<Account>(run.payload) else { return }
          try await run.store.write { tx in try FollowStore.endMutes(by: member, in: tx) }
        }
      ],
      erase: { account, tx in
        try tx.run(
          """
          UPDATE account SET follower_count = follower_count - 1
          WHERE id IN (SELECT followee_id FROM follow WHERE follower_id = \(account) AND state = 0)
          """)
        try tx.run(
          """
          UPDATE account SET following_count = following_count - 1
          WHERE id IN (SELECT follower_id FROM follow WHERE followee_id = \(account) AND state = 0)
          """)
        try tx.run("DELETE FROM follow WHERE follower_id = \(account) OR followee_id = \(account)")
        try tx.run("UPDATE account SET follower_count = 0, following_count = 0 WHERE id = \(account)")
        try tx.run(
          """
          UPDATE topic SET follower_count = follower_count - 1
          WHERE follower_count > 0 AND id IN (SELECT topic_id FROM topic_follow WHERE account_id = \(account))
          """)
        try tx.run("DELETE FROM topic_follow WHERE account_id = \(account)")
        try tx.run("DELETE FROM avoidance WHERE account_id = \(account) OR other_id = \(account)")
        try WordFilterStore.erase(account, in: tx)
        try tx.run(
          "DELETE FROM people_list_member WHERE account_id = \(account) OR list_id IN (SELECT id FROM people_list WHERE owner_id = \(account))"
        )
        try tx.run("DELETE FROM people_list WHERE owner_id = \(account)")
      })
  }
}
