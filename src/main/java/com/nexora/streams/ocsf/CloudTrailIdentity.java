package com.nexora.streams.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a CloudTrail record is about, without the session.
 *
 * <p>Every session of a role has an ARN of its own; correlating by it would scatter one identity
 * over as many entities as it had sessions. So an assumed role counts as the role: by its issuer's
 * ARN, which keeps the role's path, or, where the record has no issuer, by the role derived from
 * the session's ARN.
 */
final class CloudTrailIdentity {

  private static final Pattern ASSUMED_ROLE =
      Pattern.compile("arn:([^:]*):sts::([^:]*):assumed-role/(.+)/[^/]+");

  private CloudTrailIdentity() {}

  /** ARN of the user or role, else the invoking service, else the principal, else the account. */
  static Optional<String> of(final JsonNode userIdentity) {
    return arn(userIdentity)
        .or(() -> text(userIdentity, "invokedBy"))
        .or(() -> text(userIdentity, "principalId").map(CloudTrailIdentity::withoutSession))
        .or(() -> text(userIdentity, "accountId"));
  }

  private static Optional<String> arn(final JsonNode userIdentity) {
    final Optional<String> arn = text(userIdentity, "arn");
    final Matcher session = ASSUMED_ROLE.matcher(arn.orElse(""));
    final boolean assumed =
        session.matches() || "AssumedRole".equals(userIdentity.path("type").asText());
    if (!assumed) {
      return arn;
    }
    final Optional<String> issuer =
        text(userIdentity.path("sessionContext").path("sessionIssuer"), "arn");
    if (issuer.isPresent()) {
      return issuer;
    }
    return session.matches()
        ? Optional.of(
            "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3))
        : arn;
  }

  /** A role's principal reads {@code AROA...:session}; users' have no colon. */
  private static String withoutSession(final String principalId) {
    return principalId.startsWith("AROA") && principalId.indexOf(':') > 0
        ? principalId.substring(0, principalId.indexOf(':'))
        : principalId;
  }

  private static Optional<String> text(final JsonNode node, final String field) {
    final JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
