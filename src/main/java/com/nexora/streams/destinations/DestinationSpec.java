package com.nexora.streams.destinations;

import com.nexora.streams.catalogue.ContentId;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.RedactionRulesException;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.tenants.TenantRedactors;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A tenant's destination, checked.
 *
 * <p>Deny by default: a setting that is not known is refused, and so is a secret in clear, since
 * the configuration lies on a topic that many may read.
 *
 * @param tenantId whose
 * @param name unique among the tenant's; its progress is kept under it, so a change of address goes
 *     on where the old one stood
 * @param kind its type
 * @param topics what it gets
 * @param types types of items that it gets; empty: all
 * @param bodies whether events come with their bodies, redacted
 * @param fromBeginning whether a new one starts with what the topics still hold, or with what comes
 * @param maxPerSecond most items in a second
 * @param batchSize most items at once
 * @param compressed whether batches are compressed, where the protocol can
 * @param retentionDays days that it keeps, where it keeps anything; 0: no bound
 * @param redaction what the tenant redacts on top of everybody's rules
 * @param config its settings as they were written
 */
public record DestinationSpec(
    String tenantId,
    String name,
    DestinationKind kind,
    Set<String> topics,
    Set<String> types,
    boolean bodies,
    boolean fromBeginning,
    int maxPerSecond,
    int batchSize,
    boolean compressed,
    int retentionDays,
    List<TenantSettings.Redaction> redaction,
    Map<String, String> config) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,47}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
  private static final int MAX_VALUE = 2_048;
  private static final int MAX_RATE = 1_000_000;

  public DestinationSpec {
    topics = Set.copyOf(topics);
    types = Set.copyOf(types);
    redaction = List.copyOf(redaction);
    config = Map.copyOf(config);
  }

  /**
   * Checks a destination of a tenant.
   *
   * @throws InvalidDestinationException if it cannot be used; the message never shows a value that
   *     may be secret
   */
  public static DestinationSpec of(
      final String tenantId, final TenantSettings.Sink sink, final TenantSettings settings) {
    final DestinationKind kind = DestinationKind.of(sink.type());
    final Map<String, String> config = sink.config();
    config.forEach((key, value) -> check(kind, key, value));
    for (final String needed : kind.needed()) {
      if (config.getOrDefault(needed, "").isBlank()) {
        throw new InvalidDestinationException(
            kind.word() + ": the setting " + needed + " is missing");
      }
    }
    final String name = config.getOrDefault("name", kind.word());
    if (!NAME.matcher(name).matches()) {
      throw new InvalidDestinationException(
          kind.word() + ": a name is letters, digits, '_' and '-', at most 48");
    }
    return new DestinationSpec(
        tenantId,
        name,
        kind,
        topics(kind, config),
        list(config.getOrDefault("types", "")),
        bodies(config.getOrDefault("bodies", "none")),
        beginning(config.getOrDefault("from", "latest")),
        number(config, "maxPerSecond", kind == DestinationKind.SLACK ? 1 : 1_000, MAX_RATE),
        settings.batchSize(),
        settings.compressionEnabled(),
        settings.retentionDays(),
        settings.redaction(),
        config);
  }

  private static void check(final DestinationKind kind, final String key, final String value) {
    if (!kind.knows(key)) {
      throw new InvalidDestinationException(
          kind.word() + ": the setting " + key + " is unknown; there are " + kind.settings());
    }
    if (value.length() > MAX_VALUE) {
      throw new InvalidDestinationException(
          kind.word() + ": " + key + " is longer than " + MAX_VALUE + " characters");
    }
    if (kind.isSecret(key) && !Secrets.isReference(value)) {
      throw new InvalidDestinationException(
          kind.word()
              + ": "
              + key
              + " must not stand in the configuration in clear; put it into a file and write file:NAME (or env:NAME)");
    }
    if (key.equals("host") && !HOST.matcher(value).matches()) {
      throw new InvalidDestinationException(kind.word() + ": host is no host name or address");
    }
    if (key.equals("url") && !kind.isSecret(key)) {
      url(kind, value);
    }
  }

  static URI url(final DestinationKind kind, final String value) {
    try {
      final URI uri = URI.create(value);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (final IllegalArgumentException e) {
      // Its message quotes the address.
    }
    throw new InvalidDestinationException(
        kind.word() + ": url is no https address, or has a user or a fragment in it (not shown)");
  }

  private static Set<String> topics(final DestinationKind kind, final Map<String, String> config) {
    final Set<String> wanted = list(config.getOrDefault("topics", ""));
    if (wanted.isEmpty()) {
      return kind == DestinationKind.NATS ? ItemTopics.STATUS : ItemTopics.RESULTS;
    }
    for (final String topic : wanted) {
      if (!ItemTopics.ALL.contains(topic)) {
        throw new InvalidDestinationException(
            kind.word() + ": topics holds one that cannot be sent; there are " + ItemTopics.ALL);
      }
    }
    return wanted;
  }

  private static boolean bodies(final String text) {
    return switch (text) {
      case "redacted" -> true;
      case "none" -> false;
      default -> throw new InvalidDestinationException("bodies is none or redacted");
    };
  }

  /**
   * Everybody's redactor, made stricter by the tenant's rules.
   *
   * @throws InvalidDestinationException if they do not fit everybody's: nothing is sent then
   */
  Redactor redactor(final Redactor everybody) {
    if (redaction.isEmpty()) {
      return everybody;
    }
    try {
      return everybody.tightenedBy(TenantRedactors.tightening(redaction));
    } catch (final RedactionRulesException e) {
      throw new InvalidDestinationException(
          "the tenant's redaction does not fit everybody's rules: " + e.getMessage());
    }
  }

  private static boolean beginning(final String from) {
    return switch (from) {
      case "earliest" -> true;
      case "latest" -> false;
      default -> throw new InvalidDestinationException("from is earliest or latest");
    };
  }

  private static Set<String> list(final String text) {
    final Set<String> parts = new LinkedHashSet<>();
    Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .forEach(parts::add);
    return parts;
  }

  private static int number(
      final Map<String, String> config, final String key, final int byDefault, final int most) {
    final String text = config.get(key);
    if (text == null) {
      return byDefault;
    }
    try {
      final int number = Integer.parseInt(text.strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (final NumberFormatException e) {
      // Said below.
    }
    throw new InvalidDestinationException(key + " is no whole number from 1 to " + most);
  }

  /** A setting, or something else if it is not there. */
  String text(final String key, final String byDefault) {
    return config.getOrDefault(key, byDefault);
  }

  /**
   * A port.
   *
   * @throws InvalidDestinationException if it is none
   */
  int port(final int byDefault) {
    return number(config, "port", byDefault, 65_535);
  }

  /** Whether the connection is encrypted: yes, unless switched off. */
  boolean tls() {
    return switch (text("tls", "on")) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new InvalidDestinationException("tls is on or off");
    };
  }

  /** Names the consumer group: readable, and different for any two destinations. */
  public String group(final String applicationId) {
    return applicationId
        + ".destination."
        + name
        + "."
        + ContentId.hex(tenantId, name).substring(0, 16);
  }

  /** Tells the destination in logs and metrics. */
  public String label() {
    return tenantId + "/" + name;
  }

  /** Without the settings' values. */
  @Override
  public String toString() {
    return "DestinationSpec[" + label() + ", " + kind.word() + ", " + config.keySet() + "]";
  }
}
