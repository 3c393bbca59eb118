package com.nexora.streams.audit.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * One entry with all that is needed to check it, as one JSON document (docs/audit-evidence.md).
 *
 * @param entry the sealed bytes
 * @param schema the schema under which they decode, in its parsing canonical form
 * @param proof that they are in the log
 * @param hmac their HMAC, empty if it was not handed out
 * @param keyVersion version of its key
 * @param keys who signs according to whoever made this document: a hint, to be compared with what
 *     the operator published
 */
public record Evidence(
    byte[] entry, String schema, TlogProof proof, byte[] hmac, int keyVersion, List<String> keys) {

  /** Names the form. */
  public static final String FORMAT = "nexora-evidence/1";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String WARNING =
      "Compare these keys with those that the operator published elsewhere: whoever forges this"
          + " document writes his own here. Then run: nexora audit verify FILE --key VKEY";

  /** Copies what may change. */
  public Evidence {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException if the text is not of the form; says what
   */
  public static Evidence parse(final String json) {
    final JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (final JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!FORMAT.equals(root.path("format").asText())) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    final List<String> keys = new ArrayList<>();
    root.path("trust").path("keys").forEach(key -> keys.add(key.asText()));
    return new Evidence(
        base64(root, "entry"),
        text(root, "schema"),
        TlogProof.parse(text(root, "proof")),
        root.hasNonNull("hmac") ? base64(root, "hmac") : new byte[0],
        root.path("keyVersion").asInt(),
        keys);
  }

  /** Whether a text looks like evidence in its JSON form. */
  public static boolean looksLike(final String text) {
    return text.stripLeading().startsWith("{") && text.contains(FORMAT);
  }

  /** The JSON form as text. */
  public String json() {
    return node().toPrettyString();
  }

  /** The JSON form. */
  public ObjectNode node() {
    final ObjectNode root =
        MAPPER
            .createObjectNode()
            .put("format", FORMAT)
            .put("origin", proof.checkpoint().checkpoint().origin())
            .put("leafIndex", proof.index())
            .put("entry", Base64.getEncoder().encodeToString(entry))
            .put("schema", schema)
            .put("proof", proof.text());
    if (hmac.length > 0) {
      root.put("hmac", Base64.getEncoder().encodeToString(hmac)).put("keyVersion", keyVersion);
    }
    final ObjectNode trust = root.putObject("trust");
    final ArrayNode vkeys = trust.putArray("keys");
    keys.forEach(vkeys::add);
    trust.put("note", WARNING);
    return root;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Evidence that && json().equals(that.json());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entry);
  }

  private static String text(final JsonNode root, final String field) {
    if (!root.path(field).isTextual()) {
      throw new IllegalArgumentException("it has no text " + field);
    }
    return root.path(field).asText();
  }

  private static byte[] base64(final JsonNode root, final String field) {
    try {
      return Base64.getDecoder().decode(text(root, field));
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("its %s is not base64".formatted(field), e);
    }
  }
}
