package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON or text once and notes what must be replaced, without building anything of it. Belongs
 * to one thread, which may start it anew at any time.
 */
final class JsonScan extends JsonCursor {

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
  private final Set<String> subjectFields;

  @SuppressWarnings("NullAway.Init")
  private Profile profile;

  private String tenant = "";
  private boolean masking;
  private boolean subjects;
  private boolean hidden;

  /**
   * @param subjectFields names of keys whose values are ids of data subjects
   */
  JsonScan(final @Nullable KeyedHash hash, final Set<String> subjectFields) {
    this(new Replacements(hash), subjectFields);
  }

  private JsonScan(final Replacements replacements, final Set<String> subjectFields) {
    this.replacements = replacements;
    this.subjectFields = subjectFields;
  }

  /** Whether the last reading met a key that names data subjects, or did not look for it. */
  boolean mayNameSubjects() {
    return subjects || hidden;
  }

  /** Whether what it takes out may name data subjects, who then cannot be found any more. */
  boolean mayHideSubjects() {
    return hidden;
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
    read(bytes, from, to);
    profile = rules;
    tenant = ofTenant;
    masking = inPlace;
    subjects = false;
    hidden = false;
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
    scan(pos, end, Chars.isOdd(in, pos, end), anywhere);
  }

  /** What stands for the value of a key that a rule is about; null if none is. */
  @Nullable String valueOf(final byte[] key, final String value, final Tally tally) {
    final int rule = rule(key);
    if (rule < 0 || value.isEmpty()) {
      return null;
    }
    if (value.equals(Redactor.MARKER)
        || value.matches("(hmac|sub)-[0-9a-f]{40}|\\*{4}[0-9A-Za-z]{4}")) {
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
          hidden |= !subjectFields.isEmpty();
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
    if (keyFlags == 0) {
      final int known = keys.find(profile, in, start, to);
      if (known != KnownKeys.UNKNOWN) {
        subjects |= (known & 1) != 0;
        return known >> 1;
      }
      final int before = edits.size();
      scan(start, to, false, false);
      final int rule = profile.keys().find(in, start, to, form);
      final boolean subject = namesSubjects(start, to);
      if (edits.size() == before) {
        keys.add(profile, in, start, to, rule << 1 | (subject ? 1 : 0));
      }
      return rule;
    }
    namesSubjects(start, to);
    scan(start, to, true, false);
    return rule(in, start, to, true);
  }

  private boolean namesSubjects(final int start, final int to) {
    final boolean subject =
        !subjectFields.isEmpty() && subjectFields.contains(Escapes.undone(in, start, to));
    subjects |= subject;
    return subject;
  }

  /** Notes a value whose key says that it is secret. */
  private boolean secret(final int rule) {
    final int start = pos;
    final byte first = in[pos];
    if (!skipValue()) {
      return false;
    }
    // What is taken out as a whole is not looked into, but may name somebody who stands elsewhere.
    hidden |= subjects || (first == '{' || first == '[') && !subjectFields.isEmpty();
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
        || Chars.startsAt(in, start, pos, "\"sub-") && pos - start == 46
        || Chars.startsAt(in, start, pos, "\"****")
            && pos - start == 10
            && Chars.run(in, start + 5, pos, Chars.ALNUM) == pos - 1;
  }

  private void string(final int start, final int to, final int textFlags, final int level) {
    if (to - start < 5) {
      return;
    }
    if ((textFlags & ESCAPED) != 0 && isNested(start, to) && nested(start, to, level)) {
      return;
    }
    scan(start, to, textFlags != 0, false);
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
        new JsonScan(replacements, subjectFields)
            .start(inner, 0, inner.length, profile, tenant, false);
    if (!scan.document(level + 1)) {
      return false;
    }
    subjects |= scan.subjects;
    hidden |= scan.hidden;
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
    byte[] text = in;
    int from = start;
    int until = to;
    if (odd) {
      plain.read(in, start, to, true);
      text = plain.text();
      from = 0;
      until = plain.length();
    }
    if (!anywhere && !profile.firstLook().suspects(text, from, until)) {
      return;
    }
    matches.clear();
    texts.scan(text, from, until, profile.kinds(), profile.secretKeys(), anywhere, matches);
    for (int i = 0; i < matches.size(); i++) {
      final int first = odd ? plain.origin(matches.start(i)) : matches.start(i);
      final int last = odd ? plain.origin(matches.end(i)) : matches.end(i);
      found(first, last, matches.rule(i));
    }
  }

  private void found(final int first, final int last, final int rule) {
    final Action action = profile.actions()[rule];
    final byte[] own =
        masking || action == Action.REDACT
            ? null
            : replacements.of(action, tenant, Escapes.undone(in, first, last));
    edits.add(first, last, false, own, rule);
  }

  private boolean number() {
    final int start = pos;
    final int digits = skipNumber();
    if (digits >= Luhn.SHORTEST
        && pos - start <= LONGEST_NUMBER
        && ValueKind.CARD.in(profile.kinds())
        && CardNumber.isCard(ascii(start, pos), plainDigits)) {
      card(start);
    }
    return digits > 0;
  }

  private void card(final int start) {
    final int rule = ValueKind.CARD.ordinal();
    if (profile.typed()) {
      edits.add(start, pos, true, new byte[] {'0'}, rule);
      return;
    }
    final byte[] own =
        masking ? null : replacements.of(profile.actions()[rule], tenant, ascii(start, pos));
    edits.add(start, pos, true, own == null ? null : Escapes.quoted(own), rule);
  }

  private String ascii(final int start, final int to) {
    return new String(in, start, to - start, StandardCharsets.ISO_8859_1);
  }
}
