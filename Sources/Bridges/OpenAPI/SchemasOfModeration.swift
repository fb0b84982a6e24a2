extension Schemas {
  /// What only moderators are told.
  static let moderation: Entities = [
    "AdminAccount": .object([
      "id": .key, "username": .text, "domain": .null, "created_at": .moment, "email": .text, "ip": .null,
      "ips": .nothing, "locale": .text, "invite_request": .null, "role": .entity("Role"), "confirmed": .flag,
      "approved": .flag, "disabled": .flag, "silenced": .flag, "suspended": .flag, "sensitized": .flag,
      "created_by_application_id": .null, "invited_by_account_id": .key.orNull, "account": .entity("Account"),
    ]),
    "AdminReport": .object([
      "id": .key, "action_taken": .flag, "action_taken_at": .moment.orNull, "category": .text, "comment": .text,
      "forwarded": .flag, "created_at": .moment, "updated_at": .moment, "account": .entity("AdminAccount").orNull,
      "target_account": .entity("AdminAccount").orNull, "assigned_account": .entity("AdminAccount").orNull,
      "action_taken_by_account": .entity("AdminAccount").orNull, "statuses": .list(.entity("Status")),
      "rules": .list(.entity("Rule")),
    ]),
    "AdminDomainBlock": .object([
      "id": .key, "domain": .text, "digest": .text, "created_at": .moment,
      "severity": .oneOf(["silence", "suspend", "noop"]), "reject_media": .flag, "reject_reports": .flag,
      "private_comment": .text, "public_comment": .text, "obfuscate": .flag,
    ]),
    "AdminDomainAllow": .object(["id": .key, "domain": .text, "created_at": .moment]),
    "AdminEmailDomainBlock": .object([
      "id": .key, "domain": .text, "created_at": .moment,
      "history": .list(.object(["day": .key, "accounts": .key, "uses": .key])), "allow_with_approval": .flag,
    ]),
    "AdminIpBlock": .object([
      "id": .key, "ip": .text, "severity": .oneOf(["sign_up_requires_approval", "sign_up_block", "no_access"]),
      "comment": .text, "created_at": .moment, "expires_at": .moment.orNull,
    ]),
    "AdminCanonicalEmailBlock": .object(["id": .key, "canonical_email_hash": .text]),
    "AdminMeasure": .object([
      "key": .text, "unit": .null, "total": .key, "previous_total": .key,
      "data": .list(.object(["date": .moment, "value": .key])),
    ]),
    "AdminDimension": .object([
      "key": .text,
      "data": .list(
        .object([
          "key": .text, "human_key": .text, "value": .text, "unit": .text.optional, "human_value": .text.optional,
        ])),
    ]),
    "AdminCohort": .object([
      "period": .moment, "frequency": .oneOf(["day", "month"]),
      "data": .list(.object(["date": .moment, "rate": .number, "value": .key])),
    ]),
  ]
}
