package com.nexora.streams.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Set;

/**
 * Copies request and response elements without what must never be stored.
 *
 * <p>CloudTrail hides most secrets itself but not all: session tokens of AssumeRole stand in clear.
 * Here the format is known, so the names say what is a secret, and identifiers that detection needs
 * (access key ids, roles, session names) stay.
 */
final class CloudTrailSecrets {

  /** What stands in the place of a secret. */
  static final String REDACTED = "[REDACTED]";

  private static final int MAX_DEPTH = 32;

  private static final Set<String> SECRETS =
      Set.of(
          "plaintext",
          "keymaterial",
          "secretbinary",
          "secretstring",
          "passworddata",
          "userdata",
          "samlassertion",
          "tokencode",
          "authenticationcode1",
          "authenticationcode2",
          "base32stringseed",
          "qrcodepng",
          "authorization",
          "secrethash",
          "clientsecret");

  private static final Set<String> SECRET_ENDINGS =
      Set.of(
          "password",
          "passphrase",
          "passcode",
          "secret",
          "secretkey",
          "secretaccesskey",
          "sessiontoken",
          "securitytoken",
          "accesstoken",
          "refreshtoken",
          "idtoken",
          "authtoken",
          "bearertoken",
          "identitytoken",
          "authorizationtoken",
          "signintoken",
          "oauthtoken",
          "privatekey",
          "apikeyvalue");

  private CloudTrailSecrets() {}

  /** A copy with every secret replaced by {@link #REDACTED}; too deep a subtree is a secret too. */
  static JsonNode without(final JsonNode node) {
    return copy(node, 0);
  }

  /** As {@link #without}, and additionally the named top-level field is a secret. */
  static JsonNode without(final JsonNode node, final String field) {
    final JsonNode copy = without(node);
    if (copy instanceof ObjectNode object && object.hasNonNull(field)) {
      object.put(field, REDACTED);
    }
    return copy;
  }

  private static JsonNode copy(final JsonNode node, final int depth) {
    if (node.isContainerNode() && depth >= MAX_DEPTH) {
      return TextNode.valueOf(REDACTED);
    }
    if (node.isObject()) {
      final ObjectNode out = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              field ->
                  out.set(
                      field.getKey(),
                      isSecret(field.getKey(), field.getValue())
                          ? TextNode.valueOf(REDACTED)
                          : copy(field.getValue(), depth + 1)));
      return out;
    }
    if (node.isArray()) {
      final ArrayNode out = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(element -> out.add(copy(element, depth + 1)));
      return out;
    }
    return node;
  }

  /** Switches such as {@code manageMasterUserPassword: true} are no secrets. */
  private static boolean isSecret(final String key, final JsonNode value) {
    if (value.isBoolean() || value.isNull()) {
      return false;
    }
    final String name = key.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return SECRETS.contains(name) || SECRET_ENDINGS.stream().anyMatch(name::endsWith);
  }
}
