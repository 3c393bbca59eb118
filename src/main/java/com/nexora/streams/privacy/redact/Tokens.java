package com.nexora.streams.privacy.redact;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens that bear a prefix: who issues them says so in their first characters.
 *
 * <p>A filter over the first two characters lets nearly every word pass after one load.
 */
final class Tokens {

  private static final int BASE64URL = Chars.ALNUM | Chars.DASH;
  private static final int UPPER_ALNUM = Chars.UPPER | Chars.DIGIT;

  /**
   * @param prefix to the letter
   * @param tail classes of the characters behind it
   * @param least fewest of them
   * @param most most of them; more is something else
   */
  private record Shape(String prefix, int tail, int least, int most, ValueKind kind) {}

  private static final int MANY = 1_000_000;

  private static final List<Shape> SHAPES = new ArrayList<>();
  private static final Shape[][] BY_FIRST = new Shape[128][];
  private static final boolean[] FILTER = new boolean[128 * 128];

  static {
    for (final String prefix : List.of("AKIA", "ASIA", "ABIA", "ACCA")) {
      add(prefix, UPPER_ALNUM, 16, 16, ValueKind.AWS_ACCESS_KEY_ID);
    }
    add("AIza", BASE64URL, 30, 40, ValueKind.GCP_KEY);
    add("ya29.", BASE64URL | Chars.DOT, 20, MANY, ValueKind.GCP_KEY);
    add("GOCSPX-", BASE64URL, 20, 40, ValueKind.GCP_KEY);
    add("GOOG1E", UPPER_ALNUM, 40, 60, ValueKind.GCP_KEY);
    for (final String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
      add(prefix, Chars.ALNUM | Chars.DASH | Chars.DOT, 30, MANY, ValueKind.GITHUB_TOKEN);
    }
    add("github_pat_", Chars.ALNUM | Chars.DASH, 22, 255, ValueKind.GITHUB_TOKEN);
    for (final String prefix :
        List.of("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxc-", "xoxd-")) {
      add(prefix, Chars.ALNUM | Chars.DASH, 10, MANY, ValueKind.SLACK_TOKEN);
    }
    add("xoxe.xox", Chars.ALNUM | Chars.DASH, 10, MANY, ValueKind.SLACK_TOKEN);
    add("xapp-", Chars.ALNUM | Chars.DASH, 16, MANY, ValueKind.SLACK_TOKEN);
    add("hooks.slack.com/", Chars.ALNUM | Chars.BASE64, 20, 200, ValueKind.SLACK_TOKEN);
    for (final String prefix : List.of("sk_live_", "sk_test_", "rk_live_", "rk_test_")) {
      add(prefix, Chars.ALNUM, 10, MANY, ValueKind.STRIPE_KEY);
    }
    add("whsec_", Chars.ALNUM | Chars.BASE64, 20, MANY, ValueKind.STRIPE_KEY);
    services();
    for (final Shape shape : SHAPES) {
      final int first = shape.prefix.charAt(0);
      final Shape[] old = BY_FIRST[first] == null ? new Shape[0] : BY_FIRST[first];
      final Shape[] more = java.util.Arrays.copyOf(old, old.length + 1);
      more[old.length] = shape;
      BY_FIRST[first] = more;
      FILTER[first << 7 | shape.prefix.charAt(1)] = true;
    }
    FILTER['e' << 7 | 'y'] = true;
  }

  private static void services() {
    add("glpat-", BASE64URL | Chars.DOT, 20, 100, ValueKind.SERVICE_TOKEN);
    add("glrt-", BASE64URL | Chars.DOT, 20, 100, ValueKind.SERVICE_TOKEN);
    add("npm_", Chars.ALNUM, 36, 36, ValueKind.SERVICE_TOKEN);
    add("pypi-AgE", BASE64URL, 40, MANY, ValueKind.SERVICE_TOKEN);
    add("SG.", BASE64URL | Chars.DOT, 40, 100, ValueKind.SERVICE_TOKEN);
    add("hf_", Chars.ALNUM, 30, 50, ValueKind.SERVICE_TOKEN);
    add("hvs.", BASE64URL, 24, MANY, ValueKind.SERVICE_TOKEN);
    add("hvb.", BASE64URL, 24, MANY, ValueKind.SERVICE_TOKEN);
    add("dop_v1_", Chars.ALNUM, 64, 64, ValueKind.SERVICE_TOKEN);
    add("dckr_pat_", BASE64URL, 20, 60, ValueKind.SERVICE_TOKEN);
    add("shpat_", Chars.ALNUM, 32, 32, ValueKind.SERVICE_TOKEN);
    add("shpss_", Chars.ALNUM, 32, 32, ValueKind.SERVICE_TOKEN);
    add("sk-proj-", BASE64URL, 20, 300, ValueKind.SERVICE_TOKEN);
    add("sk-ant-", BASE64URL, 20, 300, ValueKind.SERVICE_TOKEN);
    add("sk-", Chars.ALNUM, 40, 64, ValueKind.SERVICE_TOKEN);
    add("ATATT3", BASE64URL | Chars.BASE64, 40, 300, ValueKind.SERVICE_TOKEN);
    add("dapi", Chars.ALNUM, 32, 34, ValueKind.SERVICE_TOKEN);
  }

  private Tokens() {}

  private static void add(
      final String prefix, final int tail, final int least, final int most, final ValueKind kind) {
    SHAPES.add(new Shape(prefix, tail, least, most, kind));
  }

  /** What the tokens of these kinds begin with; JSON Web Tokens are not among them. */
  static List<String> prefixes() {
    return SHAPES.stream().map(Shape::prefix).toList();
  }

  /** Whether a word may start a token, by its first two characters. */
  static boolean mayStart(final byte[] text, final int start, final int to) {
    return to - start >= 8 && text[start + 1] >= 0 && FILTER[text[start] << 7 | text[start + 1]];
  }

  /** Adds the token that starts at an index, if one of these kinds does. */
  static boolean find(
      final byte[] text, final int start, final int to, final int kinds, final Matches found) {
    if (text[start] == 'e') {
      return ValueKind.JWT.in(kinds) && jwt(text, start, to, found);
    }
    for (final Shape shape : BY_FIRST[text[start]]) {
      if (shape.kind.in(kinds) && Chars.startsAt(text, start, to, shape.prefix)) {
        final int tail = start + shape.prefix.length();
        final int end = Chars.run(text, tail, Math.min(to, tail + shape.most + 1), shape.tail);
        final int length = end - tail;
        if (length >= shape.least
            && length <= shape.most
            && !Chars.at(text, end, start, to, Chars.ALNUM)) {
          found.add(start, trimmed(text, end), shape.kind.ordinal());
          return true;
        }
      }
    }
    return false;
  }

  /** {@code eyJ...}, and at least two dots: signed, unsigned and encrypted tokens. */
  private static boolean jwt(
      final byte[] text, final int start, final int to, final Matches found) {
    if (start < found.noTokenUntil || !Chars.startsAt(text, start, to, "eyJ")) {
      return false;
    }
    final int header = Chars.run(text, start, to, BASE64URL);
    if (header - start < 8 || header >= to || text[header] != '.') {
      found.noTokenUntil = header;
      return false;
    }
    int dots = 0;
    int end = header;
    while (end < to && text[end] == '.' && dots < 4) {
      dots++;
      end = Chars.run(text, end + 1, to, BASE64URL);
    }
    if (dots < 2 || end - start < 24) {
      found.noTokenUntil = header;
      return false;
    }
    found.add(start, end, ValueKind.JWT.ordinal());
    return true;
  }

  /** A dot at the end belongs to the sentence. */
  private static int trimmed(final byte[] text, final int end) {
    return text[end - 1] == '.' ? end - 1 : end;
  }
}
