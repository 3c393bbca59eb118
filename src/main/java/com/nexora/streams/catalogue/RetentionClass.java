package com.nexora.streams.catalogue;

/**
 * How long some entries of the trail are kept: a pair of topics and a log of their own, since Kafka
 * expires whole topics and a log can only lose its beginning.
 *
 * @param name {@value #DEFAULT}, or what is appended to the names of its topics and stores
 * @param retentionMs how long its records are kept, by arrival, in milliseconds; -1 = for ever
 */
public record RetentionClass(String name, long retentionMs) {

  /** The class of acts that no rule asks a retention for. Its topics and stores bear no suffix. */
  public static final String DEFAULT = "default";

  public RetentionClass {
    if (name.isEmpty() || retentionMs == 0 || retentionMs < -1) {
      throw new IllegalArgumentException("retention class " + name + " keeps " + retentionMs);
    }
  }

  /** Topic of acts in sealing order. */
  public String inbox() {
    return isDefault() ? Topics.AUDIT_INBOX : Topics.AUDIT_INBOX + '.' + name;
  }

  /** Topic of sealed entries. */
  public String records() {
    return recordsOf(name);
  }

  /** Topic of the sealed entries of a class, by the class's name. */
  public static String recordsOf(final String name) {
    return name.equals(DEFAULT) ? Topics.AUDIT_RECORDS : Topics.AUDIT_RECORDS + '.' + name;
  }

  /** The name of this class's own store or step, e.g. {@code audit-chains-short}. */
  public String own(final String base) {
    return ownOf(base, name);
  }

  /** As {@link #own}, by the class's name. */
  public static String ownOf(final String base, final String name) {
    return name.equals(DEFAULT) ? base : base + '-' + name;
  }

  /** Whether a record is kept for at least so many milliseconds. */
  public boolean covers(final long ms) {
    return retentionMs == -1 || retentionMs >= ms;
  }

  public boolean isDefault() {
    return name.equals(DEFAULT);
  }
}
