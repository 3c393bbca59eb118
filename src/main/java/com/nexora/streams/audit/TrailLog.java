package com.nexora.streams.audit;

import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.Topics;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One log of the trail: a partition of a retention class.
 *
 * <p>Heads and checkpoints of all classes share their topics, partition by partition, so whoever
 * looks there must ask for a log and never for a partition alone.
 *
 * @param retentionClass name of the class
 * @param partition of its topics, from 0
 */
public record TrailLog(String retentionClass, int partition) {

  private static final Pattern ID = Pattern.compile("([a-zA-Z0-9_-]+)/(0|[1-9][0-9]{0,8})");
  private static final Pattern ORIGIN = Pattern.compile("(?:.*/)?" + ID.pattern());

  /** The log of the default class. */
  public static TrailLog ofDefault(final int partition) {
    return new TrailLog(AuditFormat.DEFAULT_CLASS, partition);
  }

  /** Reads a log's name, e.g. {@code default/3}; empty if it is none. */
  public static Optional<TrailLog> parse(final String id) {
    return of(ID.matcher(id));
  }

  /** The log of a checkpoint's origin, which ends with the log's name; empty if it does not. */
  public static Optional<TrailLog> ofOrigin(final String origin) {
    return of(ORIGIN.matcher(origin));
  }

  private static Optional<TrailLog> of(final Matcher matcher) {
    return matcher.matches()
        ? Optional.of(new TrailLog(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Topic of the sealed entries of a log, by the log's name. */
  public static String recordsOf(final String id) {
    return parse(id).map(TrailLog::records).orElse(Topics.AUDIT_RECORDS);
  }

  /** Its name: class, slash, partition. */
  public String id() {
    return AuditFormat.logId(retentionClass, partition);
  }

  /** Topic of its sealed entries. */
  public String records() {
    return RetentionClass.recordsOf(retentionClass);
  }

  /** The name of its class's own store, e.g. {@code audit-chains-short}. */
  public String own(final String base) {
    return RetentionClass.ownOf(base, retentionClass);
  }

  /** Whether it holds the acts that no rule asks a retention for. */
  public boolean isDefault() {
    return AuditFormat.DEFAULT_CLASS.equals(retentionClass);
  }

  @Override
  public String toString() {
    return id();
  }
}
