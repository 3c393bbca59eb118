package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON or text once and notes what must be replaced, without building anything of it. Belongs
 * to one thread, which may start it anew at any time.
 */
final class JsonScan {

  private static final int ESCAPED = 1;
  private static final int NON_ASCII = 2;

  /** Digits, and marks that something may be found by. */
  private static final int NOTABLE = 4;

  private static final int STOP = 8;

  /** What nothing can be found in, if it is short. */
  private static final int PLAIN = 0;

  /** A word of letters alone is found by nothing if it is shorter. */
  private static final int SHORTEST_WORD = 10;

  private static final byte[] MARKS = new byte[256];

  static {
    for (int c = 0; c < MARKS.length; c++) {
      MARKS[c] =
          (byte) (c >= 0x80 ? NON_ASCII : "0123456789@:=>+(~-".indexOf(c) >= 0 ? NOTABLE : 0);
    }
    MARKS['"'] = STOP;
    MARKS['\\'] = STOP;
  }

  private static final int KEPT_SCRATCH = 64 * 1024;
  private static final int LONGEST_NUMBER = 40;

  private final TextScan texts = new TextScan();
  private final Matches matches = new Matches();
  private final PlainText plain = new PlainText();
  private final PlainText plainKey = new PlainText();
  private final KeyPatterns.Form form = new KeyPatterns.Form();
  private final KnownKeys keys = new KnownKeys();
  private final Edits edits = new Edits();
  private final Replacements replacements;

  private byte[] in = new byte[0];
  private int pos;
  private int end;
  private int flags;

  @SuppressWarnings("NullAway.Init")
  private Profile profile;

  private String tenant = "";
  private boolean masking;

  JsonScan(final @Nullable KeyedHash hash) {
    this(new Replacements(hash));
  }

  private JsonScan(final Replacements replacements) {
    this.replacements = replacements;
  }

  /** What the last reading found. */
  Edits edits() {
    return edits;
  }

  /** Sets what the next reading is about. */
  JsonScan start(
      final byte[] bytes,
      final int from,
      final int to,
      final Profile rules,
      final String ofTenant,
      final boolean inPlace) {
    in = bytes;
    pos = from;
    end = to;
    profile = rules;
    tenant = ofTenant;
    masking = inPlace;
    edits.clear();
    return this;
  }

  /** Gives back what a large text needed. */
  void finish() {
    in = new byte[0];
    plain.trim(KEPT_SCRATCH);
  }

  /**
   * Reads a JSON document.
   *
   * @param level containers around it, from 0
   * @return false if it is none; what was noted until then means nothing
   */
  boolean document(final int level) {
    skipBlanks();
    if (pos >= end || !value(level)) {
      return false;
    }
    skipBlanks();
    return pos == end;
  }

  /**
   * Reads text.
   *
   * @param anywhere as in {@link TextScan#scan}
   */
  void text(final boolean anywhere) {
    boolean odd = false;
    for (int i = pos; i < end && !odd; i++) {
      odd = in[i] < 0 || in[i] == '\\';
    }
    scan(pos, end, odd, anywhere);
  }

  /** What stands for the value of a key that a rule is about; null if none is. */
  @Nullable String valueOf(final byte[] key, final String value, final Tally tally) {
    final int rule = rule(key);
    if (rule < 0 || value.isEmpty()) {
      return null;
    }
    if (value.equals(Redactor.MARKER) || value.matches("hmac-[0-9a-f]{40}|\\*{4}[0-9A-Za-z]{4}")) {
      return value;
    }
    tally.add(rule);
    final byte[] own = replacements.of(profile.actions()[rule], tenant, value);
    return own == null ? Redactor.MARKER : new String(own, StandardCharsets.US_ASCII);
  }

  /** The rule for a key in UTF-8, negative if none is for it. */
  int rule(final byte[] key) {
    return rule(key, 0, key.length, false);
  }

  private int rule(final byte[] key, final int from, final int to, final boolean escaped) {
    plainKey.read(key, from, to, escaped);
    final int rule = profile.keys().find(plainKey.text(), 0, plainKey.length(), form);
    plainKey.trim(KEPT_SCRATCH);
    return rule;
  }

  private boolean value(final int level) {
    switch (in[pos]) {
      case '{', '[':
        if (level >= profile.maxDepth()) {
          final int start = pos;
          if (!skipContainer()) {
            return false;
          }
          edits.add(start, pos, true, null, RuleNumbers.DEPTH);
          return true;
        }
        return in[pos] == '{' ? object(level + 1) : array(level + 1);
      case '"':
        final int start = pos + 1;
        if (!skipString()) {
          return false;
        }
        string(start, pos - 1, flags, level);
        return true;
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }

  private boolean object(final int level) {
    pos++;
    skipBlanks();
    if (pos < end && in[pos] == '}') {
      pos++;
      return true;
    }
    while (pos < end && in[pos] == '"') {
      final int start = pos + 1;
      if (!skipString()) {
        return false;
      }
      final int rule = key(start, pos - 1, flags);
      skipBlanks();
      if (pos >= end || in[pos] != ':') {
        return false;
      }
      pos++;
      skipBlanks();
      if (pos >= end || !(rule >= 0 ? secret(rule) : value(level))) {
        return false;
      }
      skipBlanks();
      if (pos >= end) {
        return false;
      }
      final byte c = in[pos++];
      if (c == '}') {
        return true;
      }
      if (c != ',') {
        return false;
      }
      skipBlanks();
    }
    return false;
  }

  private boolean array(final int level) {
    pos++;
    skipBlanks();
    if (pos < end && in[pos] == ']') {
      pos++;
      return true;
    }
    while (pos < end) {
      if (!value(level)) {
        return false;
      }
      skipBlanks();
      if (pos >= end) {
        return false;
      }
      final byte c = in[pos++];
      if (c == ']') {
        return true;
      }
      if (c != ',') {
        return false;
      }
      skipBlanks();
    }
    return false;
  }

  /** The rule for a key; what the key itself holds is noted. */
  private int key(final int start, final int to, final int keyFlags) {
    if ((keyFlags & (ESCAPED | NON_ASCII)) == 0) {
      final int known = keys.find(profile, in, start, to);
      if (known != KnownKeys.UNKNOWN) {
        return known;
      }
      final int before = edits.size();
      scan(start, to, false, false);
      final int rule = profile.keys().find(in, start, to, form);
      if (edits.size() == before) {
        keys.add(profile, in, start, to, rule);
      }
      return rule;
    }
    scan(start, to, true, false);
    return rule(in, start, to, true);
  }

  /** Notes a value whose key says that it is secret. */
  private boolean secret(final int rule) {
    final int start = pos;
    final byte first = in[pos];
    if (!skipValue()) {
      return false;
    }
    final boolean typed = profile.typed();
    if (first == 'n' || typed && (first == 't' || first == 'f') || isTakenOut(start)) {
      return true;
    }
    final Action action = profile.actions()[rule];
    byte[] replacement = null;
    if (first == '"' && pos - start == 2) {
      return true;
    }
    if (typed && first != '"' && first != '{' && first != '[') {
      replacement = new byte[] {'0'};
    } else if (!masking && first != '{' && first != '[' && action != Action.REDACT) {
      final String text = first == '"' ? Escapes.undone(in, start + 1, pos - 1) : ascii(start, pos);
      final byte[] own = replacements.of(action, tenant, text);
      if (own != null) {
        replacement = Escapes.quoted(own);
      }
    }
    edits.add(start, pos, true, replacement, rule);
    return true;
  }

  private boolean isTakenOut(final int start) {
    return Chars.startsAt(in, start, pos, "\"[REDACTED]\"")
        || Chars.startsAt(in, start, pos, "\"hmac-") && pos - start == 47
        || Chars.startsAt(in, start, pos, "\"****")
            && pos - start == 10
            && Chars.run(in, start + 5, pos, Chars.ALNUM) == pos - 1;
  }

  private void string(final int start, final int to, final int textFlags, final int level) {
    if (to - start < 5 || to - start < SHORTEST_WORD && textFlags == PLAIN) {
      return;
    }
    if ((textFlags & ESCAPED) != 0 && isNested(start, to) && nested(start, to, level)) {
      return;
    }
    scan(start, to, (textFlags & (ESCAPED | NON_ASCII)) != 0, false);
  }

  private boolean isNested(final int start, final int to) {
    int first = start;
    while (first < to && (Chars.is(in[first], Chars.SPACE) || isEscapedBlank(first, to))) {
      first += in[first] == '\\' ? 2 : 1;
    }
    return first < to
        && (in[first] == '{' || in[first] == '[' || in[first] == '"' || in[first] == '\\');
  }

  private boolean isEscapedBlank(final int at, final int to) {
    return in[at] == '\\'
        && at + 1 < to
        && (in[at + 1] == 'n' || in[at + 1] == 't' || in[at + 1] == 'r');
  }

  /** Reads a text that is JSON itself; false if it is not. */
  private boolean nested(final int start, final int to, final int level) {
    final byte[] inner = Escapes.undone(in, start, to).getBytes(StandardCharsets.UTF_8);
    final int first = firstByte(inner);
    if (first != '{' && first != '[' && first != '"') {
      return false;
    }
    if (level >= profile.maxDepth()) {
      edits.add(start, to, false, null, RuleNumbers.DEPTH);
      return true;
    }
    final JsonScan scan =
        new JsonScan(replacements).start(inner, 0, inner.length, profile, tenant, false);
    if (!scan.document(level + 1)) {
      return false;
    }
    if (scan.edits.size() > 0) {
      final String redacted = scan.edits.applied(inner, 0, inner.length);
      edits.addNested(start, to, Escapes.escaped(redacted), scan.edits);
    }
    return true;
  }

  private static int firstByte(final byte[] text) {
    for (final byte c : text) {
      if (!Chars.is(c, Chars.SPACE)) {
        return c;
      }
    }
    return -1;
  }

  private void scan(final int start, final int to, final boolean odd, final boolean anywhere) {
    matches.clear();
    if (odd) {
      plain.read(in, start, to, true);
      texts.scan(
          plain.text(),
          0,
          plain.length(),
          profile.kinds(),
          profile.secretKeys(),
          anywhere,
          matches);
    } else {
      texts.scan(in, start, to, profile.kinds(), profile.secretKeys(), anywhere, matches);
    }
    for (int i = 0; i < matches.size(); i++) {
      final int rule = matches.rule(i);
      final int first = odd ? plain.origin(matches.start(i)) : matches.start(i);
      final int last = odd ? plain.origin(matches.end(i)) : matches.end(i);
      final Action action = profile.actions()[rule];
      final byte[] own =
          masking || action == Action.REDACT
              ? null
              : replacements.of(action, tenant, Escapes.undone(in, first, last));
      edits.add(first, last, false, own, rule);
    }
  }

  private boolean number() {
    final int start = pos;
    int digits = 0;
    boolean plainDigits = true;
    while (pos < end) {
      final byte c = in[pos];
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
        plainDigits = false;
      } else {
        break;
      }
      pos++;
    }
    if (digits == 0) {
      return false;
    }
    if (digits >= Luhn.SHORTEST
        && pos - start <= LONGEST_NUMBER
        && ValueKind.CARD.in(profile.kinds())
        && CardNumber.isCard(ascii(start, pos), plainDigits)) {
      final int rule = ValueKind.CARD.ordinal();
      final byte[] own =
          profile.typed()
              ? new byte[] {'0'}
              : masking
                  ? null
                  : replacements.of(profile.actions()[rule], tenant, ascii(start, pos));
      edits.add(start, pos, true, own == null || profile.typed() ? own : Escapes.quoted(own), rule);
    }
    return true;
  }

  private String ascii(final int start, final int to) {
    return new String(in, start, to - start, StandardCharsets.ISO_8859_1);
  }

  private boolean literal(final String word) {
    if (!Chars.startsAt(in, pos, end, word)) {
      return false;
    }
    pos += word.length();
    return true;
  }

  private void skipBlanks() {
    while (pos < end && Chars.is(in[pos], Chars.SPACE)) {
      pos++;
    }
  }

  /** Steps behind the closing quote; {@link #flags} say what the text holds. */
  private boolean skipString() {
    final byte[] bytes = in;
    final byte[] marks = MARKS;
    final int to = end;
    int seen = 0;
    int i = pos + 1;
    while (i < to) {
      final int mark = marks[bytes[i] & 0xff];
      seen |= mark;
      i++;
      if ((mark & STOP) != 0) {
        if (bytes[i - 1] == '"') {
          pos = i;
          flags = seen & ~STOP;
          return true;
        }
        seen |= ESCAPED;
        i++;
      }
    }
    return false;
  }

  private boolean skipValue() {
    switch (in[pos]) {
      case '"':
        return skipString();
      case '{', '[':
        return skipContainer();
      default:
        final int start = pos;
        while (pos < end
            && Chars.is(in[pos], Chars.ALNUM | Chars.DOT | Chars.BASE64 | Chars.DASH)) {
          pos++;
        }
        return pos > start;
    }
  }

  private boolean skipContainer() {
    long depth = 0;
    while (pos < end) {
      final byte c = in[pos];
      if (c == '"') {
        if (!skipString()) {
          return false;
        }
        continue;
      }
      pos++;
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
        if (depth == 0) {
          return true;
        }
      }
    }
    return false;
  }
}
