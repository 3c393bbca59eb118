package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Takes secrets and personal data out of what somebody sent, before it is stored or shown.
 *
 * <p>JSON and text are scanned once, in linear time and without building trees; what holds nothing
 * suspicious is returned as it came. What cannot be read fails closed: the whole value is replaced.
 * Thread-safe.
 */
public final class Redactor {

  /** What stands in the place of what was taken out. */
  public static final String MARKER = "[REDACTED]";

  /** Largest text that is looked at, in bytes of UTF-8; a larger one is replaced as a whole. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final byte[] MARKER_BYTES = MARKER.getBytes(StandardCharsets.US_ASCII);
  private static final String JSON_MARKER = '"' + MARKER + '"';

  private final RedactionRules rules;
  private final List<String> names;
  private final Profile[] profiles = new Profile[Body.values().length];
  private final Profile encrypted;
  private final Subjects subjects;
  private final Naming naming;
  private final ThreadLocal<JsonScan> scans;

  private Redactor(
      final RedactionRules rules, final Subjects subjects, final ThreadLocal<JsonScan> scans) {
    this.rules = rules;
    this.subjects = subjects;
    this.naming = new Naming(subjects);
    names = rules.names();
    for (final Body body : Body.values()) {
      profiles[body.ordinal()] = rules.profile(body);
    }
    encrypted = rules.encryptedOnly();
    this.scans = scans;
  }

  /**
   * A redactor without a key for hashes.
   *
   * @throws RedactionRulesException if a rule hashes
   */
  public static Redactor of(final RedactionRules rules) {
    if (rules.hashes()) {
      throw new RedactionRulesException(
          "the redaction rules use the action hash, and there is no key for it here: give the"
              + " redactor a keyed hash, or use redact");
    }
    return new Redactor(
        rules, Subjects.NOBODY, ThreadLocal.withInitial(() -> new JsonScan(null, Set.of())));
  }

  /** A redactor whose hashes are made so. */
  public static Redactor of(final RedactionRules rules, final KeyedHash hash) {
    return of(rules, hash, Subjects.NOBODY);
  }

  /**
   * A redactor whose hashes are made so, and which puts names for the ids of data subjects into
   * free-form bodies before anything is taken out of them: a person's e-mail address shall become
   * the same name everywhere, not a gap.
   */
  public static Redactor of(
      final RedactionRules rules, final KeyedHash hash, final Subjects subjects) {
    final Set<String> fields = subjects.fields();
    return new Redactor(rules, subjects, ThreadLocal.withInitial(() -> new JsonScan(hash, fields)));
  }

  /** A redactor by the shipped rules. */
  public static Redactor shipped() {
    return of(RedactionYaml.shipped());
  }

  /**
   * The redactor of a tenant.
   *
   * @throws RedactionRulesException if the tenant's wishes would loosen everybody's rules
   */
  public Redactor tightenedBy(final Tightening tenant) {
    return new Redactor(rules.tightenedBy(tenant), subjects, scans);
  }

  /** The rules. */
  public RedactionRules rules() {
    return rules;
  }

  /** Who counts as a data subject. */
  public Subjects subjects() {
    return subjects;
  }

  /**
   * The names for the data subjects whose ids a count has met since this was asked last: for the
   * other texts of the same record.
   */
  public Aliases aliases(final String tenant, final Tally tally) {
    final Set<String> met = tally.takeSubjects();
    return met.isEmpty() ? Aliases.NONE : subjects.aliases(tenant, met);
  }

  /** A count of what is taken out, to be handed to the methods that count. */
  public Tally tally() {
    return new Tally(names);
  }

  /** Free-form JSON without what must not be stored; no JSON becomes {@code "[REDACTED]"}. */
  public Redacted redactJson(final String json) {
    final Tally tally = tally();
    return new Redacted(json(json, Body.FREE, "", tally), tally.byRule());
  }

  /** Text, e.g. of an error, without what must not be stored; JSON is recognised as such. */
  public Redacted redactText(final String text) {
    final Tally tally = tally();
    return new Redacted(text(text, Body.FREE, "", tally), tally.byRule());
  }

  /** JSON of a known format (OCSF, CloudTrail) without secrets. */
  public Redacted redactTyped(final String json) {
    final Tally tally = tally();
    return new Redacted(json(json, Body.TYPED, "", tally), tally.byRule());
  }

  /**
   * JSON without what must not be stored.
   *
   * @param json what is no JSON is replaced by {@code "[REDACTED]"}; an empty text stays
   * @param tenant whose pseudonyms are used
   * @param tally counts what is taken out
   * @return the same instance if nothing was
   */
  public String json(final String json, final Body body, final String tenant, final Tally tally) {
    return json(json, body, tenant, tally, body == Body.FREE);
  }

  private String json(
      final String json,
      final Body body,
      final String tenant,
      final Tally tally,
      final boolean putNames) {
    if (json.isEmpty() || json.equals("{}")) {
      return json;
    }
    if (json.length() > MAX_BYTES) {
      tally.add(RuleNumbers.TOO_LARGE);
      return JSON_MARKER;
    }
    final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    final JsonScan scan = start(bytes, profile(body), tenant, false);
    try {
      if (!scan.document(0)) {
        if (!json.equals(MARKER)) {
          tally.add(RuleNumbers.UNPARSABLE);
          if (body != Body.TYPED) {
            naming.meetHidden(json, "", tally);
          }
        }
        return JSON_MARKER;
      }
      final String named =
          putNames && scan.mayNameSubjects() ? naming.json(json, tenant, tally) : json;
      if (named != json) {
        return json(named, body, tenant, tally, false);
      }
      final boolean hides = body == Body.SECRETS && scan.mayHideSubjects();
      final String clean = result(scan, json, bytes, tally);
      if (hides && clean != json) {
        naming.meetHidden(json, clean, tally);
      }
      return clean;
    } finally {
      scan.finish();
    }
  }

  /**
   * Text without what must not be stored; as {@link #json} if it is a JSON object or list.
   *
   * @return the same instance if nothing was taken out
   */
  public String text(final String text, final Body body, final String tenant, final Tally tally) {
    return text(text, body, tenant, tally, body == Body.FREE);
  }

  private String text(
      final String text,
      final Body body,
      final String tenant,
      final Tally tally,
      final boolean putNames) {
    if (text.length() < 5) {
      return text;
    }
    if (text.length() > MAX_BYTES) {
      tally.add(RuleNumbers.TOO_LARGE);
      return MARKER;
    }
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    final JsonScan scan = start(bytes, profile(body), tenant, false);
    try {
      if (!mayBeJson(bytes) || !scan.document(0)) {
        start(bytes, profile(body), tenant, false).text(false);
      }
      final String named =
          putNames && scan.mayNameSubjects() ? naming.json(text, tenant, tally) : text;
      return named == text
          ? result(scan, text, bytes, tally)
          : text(named, body, tenant, tally, false);
    } finally {
      scan.finish();
    }
  }

  /**
   * Texts by key, by the rules for keys and for text.
   *
   * @return the same instance if nothing was taken out
   */
  public Map<String, String> texts(
      final Map<String, String> given, final Body body, final String tenant, final Tally tally) {
    final Map<String, String> texts =
        body == Body.FREE ? naming.texts(given, tenant, tally) : given;
    Map<String, String> changed = null;
    for (final Map.Entry<String, String> entry : texts.entrySet()) {
      final String key = text(entry.getKey(), body, tenant, tally);
      final String value = value(entry.getKey(), entry.getValue(), body, tenant, tally);
      if (key != entry.getKey() || value != entry.getValue()) {
        if (changed == null) {
          changed = new LinkedHashMap<>(texts);
        }
        if (key != entry.getKey()) {
          changed.remove(entry.getKey());
        }
        changed.put(free(key, texts, changed), value);
      }
    }
    return changed == null ? texts : changed;
  }

  /** A key that no other entry has: two secrets as keys must not make one entry of two. */
  private static String free(
      final String key, final Map<String, String> texts, final Map<String, String> changed) {
    if (texts.containsKey(key) || !changed.containsKey(key)) {
      return key;
    }
    int number = 2;
    while (changed.containsKey(key + '-' + number)) {
      number++;
    }
    return key + '-' + number;
  }

  /** The value of a key, by the rules for keys and for text. */
  public String value(
      final String key,
      final String value,
      final Body body,
      final String tenant,
      final Tally tally) {
    final byte[] name = key.getBytes(StandardCharsets.UTF_8);
    final JsonScan scan = start(name, profile(body), tenant, false);
    try {
      final String replaced = scan.valueOf(name, value, tally);
      return replaced == null ? text(value, body, tenant, tally) : replaced;
    } finally {
      scan.finish();
    }
  }

  /** Whether the key of a free-form text says that its value must not be stored as it is. */
  public boolean isSensitive(final String key) {
    final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return start(bytes, profile(Body.FREE), "", false).rule(bytes) >= 0;
  }

  /** Whether free-form JSON holds a value that a rule wants encrypted. */
  public boolean mustEncrypt(final String json) {
    if (!rules.encrypts() || json.length() > MAX_BYTES) {
      return false;
    }
    final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    final JsonScan scan = start(bytes, encrypted, "", false);
    try {
      return scan.document(0) && scan.edits().size() > 0;
    } finally {
      scan.finish();
    }
  }

  /**
   * Bytes of which nobody knows what they are, with everything that reads like a secret overwritten
   * by {@code *}: length and structure stay, and JSON stays JSON.
   *
   * @return the same array if nothing was found
   */
  public byte[] masked(final byte[] bytes, final Body body, final Tally tally) {
    if (!finds(bytes, 0, bytes.length, body, true, tally)) {
      return bytes;
    }
    final Edits edits = scans.get().edits();
    edits.count(tally);
    final byte[] masked = bytes.clone();
    edits.mask(masked);
    return masked;
  }

  /** The value of a header or the like, by the rules for keys and as {@link #masked}. */
  public byte[] maskedValue(
      final String key, final byte[] value, final Body body, final Tally tally) {
    final byte[] name = key.getBytes(StandardCharsets.UTF_8);
    final int rule = start(name, profile(body), "", false).rule(name);
    if (rule < 0 || value.length == 0 || Arrays.equals(value, MARKER_BYTES)) {
      return masked(value, body, tally);
    }
    tally.add(rule);
    return MARKER_BYTES.clone();
  }

  /**
   * An Avro record with what must not be stored overwritten by {@code *}, each text for itself:
   * still a record of its schema.
   *
   * @param from where the body starts
   * @return the same array if nothing was found
   * @throws IllegalArgumentException if the bytes are no record of the schema
   */
  public byte[] maskedRecord(
      final byte[] bytes, final int from, final Schema schema, final Tally tally) {
    return new AvroMask(this, bytes, from, tally).mask(schema);
  }

  /**
   * An Avro record with these ids of data subjects overwritten by {@code *}, also one that was cut.
   *
   * @param from where the body starts
   * @return the same array if it holds none
   */
  public byte[] maskedSubjects(
      final byte[] bytes, final int from, final Schema schema, final Set<String> ids) {
    return maskedSubjects(
        new AvroMask(new SubjectMask(ids), bytes, from, tally()).reach(schema), ids);
  }

  /** Any bytes with these ids of data subjects overwritten by {@code *}, as {@link #masked}. */
  public byte[] maskedSubjects(final byte[] bytes, final Set<String> ids) {
    final byte[] masked = bytes.clone();
    return new SubjectMask(ids).mask(masked, 0, masked.length) ? masked : bytes;
  }

  /** Notes the ids of data subjects in an Avro record, as far as it can be read. */
  public void meetSubjects(
      final byte[] bytes, final int from, final Schema schema, final Tally tally) {
    if (!subjects.fields().isEmpty()) {
      final Tally own = tally();
      new AvroMask(this, bytes, from, own).reach(schema);
      tally.meet(own.takeSubjects());
    }
  }

  /** Notes the ids of data subjects in bytes that cannot be read, by what looks like JSON. */
  public void meetSubjects(final byte[] bytes, final Tally tally) {
    naming.meetAnywhere(bytes, tally);
  }

  /** Overwrites what must not be stored in a range of an array; whether there was any. */
  boolean mask(
      final byte[] bytes, final int from, final int to, final Body body, final Tally tally) {
    if (!finds(bytes, from, to, body, false, tally)) {
      return false;
    }
    final Edits edits = scans.get().edits();
    edits.count(tally);
    edits.mask(bytes);
    return true;
  }

  private boolean finds(
      final byte[] bytes,
      final int from,
      final int to,
      final Body body,
      final boolean anywhere,
      final Tally tally) {
    if (to - from < 5) {
      return false;
    }
    final JsonScan scan = scans.get().start(bytes, from, to, profile(body), "", true);
    try {
      final boolean json = mayBeJson(bytes, from, to) && scan.document(0);
      if (body == Body.FREE && scan.mayNameSubjects()) {
        naming.meet(bytes, from, to, tally);
      }
      if (!json) {
        scan.start(bytes, from, to, profile(body), "", true).text(anywhere);
      }
      return scan.edits().size() > 0;
    } finally {
      scan.finish();
    }
  }

  private JsonScan start(
      final byte[] bytes, final Profile profile, final String tenant, final boolean masking) {
    return scans.get().start(bytes, 0, bytes.length, profile, tenant, masking);
  }

  private static String result(
      final JsonScan scan, final String original, final byte[] bytes, final Tally tally) {
    if (scan.edits().size() == 0) {
      return original;
    }
    scan.edits().count(tally);
    return scan.edits().applied(bytes, 0, bytes.length);
  }

  private Profile profile(final Body body) {
    return profiles[body.ordinal()];
  }

  private static boolean mayBeJson(final byte[] bytes) {
    return mayBeJson(bytes, 0, bytes.length);
  }

  private static boolean mayBeJson(final byte[] bytes, final int from, final int to) {
    final int first = Chars.run(bytes, from, to, Chars.SPACE);
    return first < to && (bytes[first] == '{' || bytes[first] == '[' || bytes[first] == '"');
  }
}
