package com.nexora.streams.query;

import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * What an error says, without secrets and personal data, by the shipped rules.
 *
 * <p>An error may quote what was sent, and answers end in logs and tickets of others. Whoever
 * writes a detail need not think of it: all of them pass here.
 */
final class ErrorText {

  private static final Redactor REDACTOR = Redactor.shipped();

  private ErrorText() {}

  /** A text for people. */
  static String of(final String text) {
    return REDACTOR.text(text, Body.FREE, "", REDACTOR.tally());
  }

  /**
   * The path of a request. It is made of ids, so what looks like an e-mail address stays, as in
   * other identities.
   *
   * @param path percent-encoded; stays so
   */
  static String path(final String path) {
    final StringJoiner clean = new StringJoiner("/");
    for (final String segment : path.split("/", -1)) {
      final String decoded = decoded(segment);
      final String redacted = REDACTOR.text(decoded, Body.TYPED, "", REDACTOR.tally());
      clean.add(
          redacted.equals(decoded)
              ? segment
              : URLEncoder.encode(redacted, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return clean.toString();
  }

  private static String decoded(final String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (final IllegalArgumentException e) {
      return segment;
    }
  }
}
