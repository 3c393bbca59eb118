package com.nexora.streams.tenants;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nexora.events.Destination;
import com.nexora.events.EventFilter;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.privacy.redact.RedactionRules;
import com.nexora.streams.privacy.redact.RedactionRulesException;
import com.nexora.streams.privacy.redact.RedactionYaml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tenant's settings as JSON: read strictly, with every bound that the topology relies upon.
 *
 * <p>A document is the whole: what it leaves out has its default, so that what was read, changed
 * and written back is what holds.
 */
public final class TenantConfigJson {

  /** Largest document, bytes. */
  public static final int MAX_BYTES = 256 * 1024;

  static final String TENANT_ID = "tenantId";
  static final String ENABLED = "enabled";
  static final String TOPICS = "topics";
  static final String FILTERS = "filters";
  static final String EVENT_TYPES = "eventTypes";
  static final String SOURCES = "sources";
  static final String CONDITIONS = "conditions";
  static final String DESTINATIONS = "destinations";
  static final String TYPE = "type";
  static final String CONFIG = "config";
  static final String RETENTION_DAYS = "retentionDays";
  static final String BATCH_SIZE = "batchSize";
  static final String COMPRESSION = "compressionEnabled";
  static final String THRESHOLDS = "thresholds";
  static final String CORRELATION = "correlation";
  static final String HIGH_PRIORITY = "highPriority";
  static final String CRITICALITY = "criticality";
  static final String UNKNOWN_TYPES = "allowUnknownTypes";
  static final String REQUESTS = "requestsPerSecond";
  static final String REDACTION = "redaction";
  static final String KEYS = "keys";
  static final String SCANNERS = "scanners";
  static final String ACTION = "action";
  static final String UPDATED_AT = "updatedAt";

  private static final Set<String> MEMBERS =
      ordered(
          TENANT_ID,
          ENABLED,
          TOPICS,
          FILTERS,
          DESTINATIONS,
          RETENTION_DAYS,
          BATCH_SIZE,
          COMPRESSION,
          THRESHOLDS,
          CRITICALITY,
          UNKNOWN_TYPES,
          REQUESTS,
          REDACTION,
          UPDATED_AT);
  private static final Set<String> ACTIONS = ordered("redact", "hash", "encrypt", "keep-last-4");
  private static final Set<Double> WEIGHTS = Set.of(0.5, 1.0, 2.0, 4.0);

  private static final int MAX_FILTERS = 16;
  private static final int MAX_NAMES = 64;
  private static final int MAX_CONDITIONS = 8;
  private static final int MAX_DESTINATIONS = 16;
  private static final int MAX_SETTINGS = 32;
  private static final int MAX_ENTITIES = 1_000;
  private static final int MAX_NAME = 256;
  private static final int MAX_ENTITY = 2_048;
  private static final int MAX_VALUE = 4_096;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .build())
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final TenantSettings defaults;
  private final Set<String> topics;
  private final RedactionRules everybodys;
  private final DestinationCheck destinationCheck;

  /** Says whether a destination can be used, as whoever feeds it would. */
  @FunctionalInterface
  public interface DestinationCheck {

    /**
     * Why it cannot be used, as a sentence without any of its values; empty if it can.
     *
     * @param sink the destination
     * @param settings all settings of the document
     */
    Optional<String> mistake(String tenantId, TenantSettings.Sink sink, TenantSettings settings);
  }

  /** As the other one, for destinations of any kind and the shipped rules of redaction. */
  public TenantConfigJson(final TenantSettings defaults, final Set<String> topics) {
    this(defaults, topics, RedactionYaml.shipped(), (tenant, sink, settings) -> Optional.empty());
  }

  /**
   * @param defaults what holds where a document says nothing
   * @param topics topics that a tenant may choose from
   * @param everybodys rules of redaction, which a tenant may only tighten
   * @param destinationCheck asked about every destination
   */
  public TenantConfigJson(
      final TenantSettings defaults,
      final Set<String> topics,
      final RedactionRules everybodys,
      final DestinationCheck destinationCheck) {
    this.everybodys = everybodys;
    this.destinationCheck = destinationCheck;
    this.defaults = defaults;
    this.topics = new java.util.TreeSet<>(topics);
  }

  /** The settings of a tenant that has none stored. */
  public TenantConfig defaults(final String tenantId) {
    return TenantConfig.newBuilder()
        .setTenantId(tenantId)
        .setEnabled(defaults.enabled())
        .setRetentionDays(defaults.retentionDays())
        .setBatchSize(defaults.batchSize())
        .setCompressionEnabled(defaults.compressionEnabled())
        .setCorrelationThreshold(defaults.correlationThreshold())
        .setHighPriorityLimit(defaults.highPriorityLimit())
        .setAllowUnknownTypes(defaults.allowUnknownTypes())
        .setRequestsPerSecond(defaults.requestsPerSecond())
        .build();
  }

  /**
   * Reads a document.
   *
   * @param tenantId whose it must be; it need not say so
   * @param stored what holds until now, for values that are never shown
   * @throws InvalidSettingException if it cannot be used; says where
   */
  public TenantConfig read(
      final String tenantId, final byte[] document, final TenantConfig stored) {
    final SettingsObject fields = new SettingsObject(tree(document), "", MEMBERS);
    if (!fields.text(TENANT_ID, MAX_NAME, tenantId).equals(tenantId)) {
      throw new InvalidSettingException(
          fields.pointer(TENANT_ID), "The document is another tenant's.", "the tenant of the path");
    }
    final SettingsObject thresholds = thresholds(fields);
    final TenantConfig config =
        TenantConfig.newBuilder()
            .setTenantId(tenantId)
            .setEnabled(fields.flag(ENABLED, defaults.enabled()))
            .setTopics(topics(fields))
            .setFilters(fields.list(FILTERS, MAX_FILTERS, TenantConfigJson::filter))
            .setDestinations(destinations(fields, stored.getDestinations()))
            .setRetentionDays(
                fields.whole(
                    RETENTION_DAYS, 0, TenantSettings.MAX_RETENTION_DAYS, defaults.retentionDays()))
            .setBatchSize(
                fields.whole(BATCH_SIZE, 1, TenantSettings.MAX_BATCH, defaults.batchSize()))
            .setCompressionEnabled(fields.flag(COMPRESSION, defaults.compressionEnabled()))
            .setCorrelationThreshold(
                thresholds.whole(CORRELATION, 1, 100, defaults.correlationThreshold()))
            .setHighPriorityLimit(
                thresholds.whole(HIGH_PRIORITY, 0, Integer.MAX_VALUE, defaults.highPriorityLimit()))
            .setCriticality(
                fields.map(CRITICALITY, MAX_ENTITIES, MAX_ENTITY, TenantConfigJson::weight))
            .setAllowUnknownTypes(fields.flag(UNKNOWN_TYPES, defaults.allowUnknownTypes()))
            .setRequestsPerSecond(
                fields.whole(
                    REQUESTS,
                    0,
                    TenantSettings.MAX_REQUESTS_PER_SECOND,
                    defaults.requestsPerSecond()))
            .setRedaction(fields.list(REDACTION, MAX_NAMES, TenantConfigJson::redaction))
            .build();
    final TenantSettings settings = TenantSettings.of(config, defaults);
    checkDestinations(tenantId, settings);
    checkRedaction(settings);
    return config;
  }

  private void checkRedaction(final TenantSettings settings) {
    try {
      everybodys.tightenedBy(TenantRedactors.tightening(settings.redaction()));
    } catch (final RedactionRulesException e) {
      throw new InvalidSettingException(
          "/" + REDACTION, String.valueOf(e.getMessage()), "see docs/redaction.md");
    }
  }

  private void checkDestinations(final String tenantId, final TenantSettings settings) {
    for (int i = 0; i < settings.destinations().size(); i++) {
      final String at = "/" + DESTINATIONS + "/" + i;
      destinationCheck
          .mistake(tenantId, settings.destinations().get(i), settings)
          .ifPresent(
              mistake -> {
                throw new InvalidSettingException(at, mistake, "see docs/destinations.md");
              });
    }
  }

  /** Whether a document was refused because it names another tenant than its own. */
  public static boolean isOfAnotherTenant(final InvalidSettingException refused) {
    return refused.field().equals("/" + TENANT_ID);
  }

  private static JsonNode tree(final byte[] document) {
    try {
      if (document.length <= MAX_BYTES) {
        return JSON.readTree(document);
      }
    } catch (final IOException e) {
      // Told below, without the text: it may hold a password.
    }
    throw new InvalidSettingException(
        "",
        "The document is not JSON of a tenant's settings: not valid, too large, too deep, or with"
            + " something after its end or a member twice.",
        "one JSON object of at most " + MAX_BYTES + " bytes");
  }

  private static SettingsObject thresholds(final SettingsObject fields) {
    final JsonNode given =
        fields.has(THRESHOLDS) ? fields.member(THRESHOLDS) : JSON.createObjectNode();
    return new SettingsObject(given, "/" + THRESHOLDS, ordered(CORRELATION, HIGH_PRIORITY));
  }

  private List<String> topics(final SettingsObject fields) {
    final List<String> named = fields.texts(TOPICS, MAX_NAMES, MAX_NAME);
    for (int i = 0; i < named.size(); i++) {
      if (!topics.contains(named.get(i))) {
        throw new InvalidSettingException(
            "/" + TOPICS + "/" + i, "There is no such topic of events.", String.join(", ", topics));
      }
    }
    return named;
  }

  private static EventFilter filter(final JsonNode node, final String at) {
    final SettingsObject fields =
        new SettingsObject(node, at, ordered(EVENT_TYPES, SOURCES, CONDITIONS));
    return new EventFilter(
        fields.texts(EVENT_TYPES, MAX_NAMES, MAX_NAME),
        fields.texts(SOURCES, MAX_NAMES, MAX_NAME),
        fields.list(CONDITIONS, MAX_CONDITIONS, TenantConfigJson::condition));
  }

  private static String condition(final JsonNode node, final String at) {
    final String text = SettingsObject.text(node, at, 4 * Condition.MAX_LENGTH);
    try {
      Condition.compile(text);
      return text;
    } catch (final ConditionException e) {
      throw new InvalidSettingException(
          at,
          "Line %d, column %d: %s".formatted(e.line(), e.column(), e.getMessage()),
          "a CEL expression that ends in true or false, see docs/tenant-config.md");
    }
  }

  private static List<Destination> destinations(
      final SettingsObject fields, final List<Destination> stored) {
    final List<Destination> read = new ArrayList<>();
    fields.list(
        DESTINATIONS,
        MAX_DESTINATIONS,
        (node, at) -> read.add(destination(node, at, read.size(), stored)));
    return read;
  }

  private static Destination destination(
      final JsonNode node, final String at, final int index, final List<Destination> stored) {
    final SettingsObject fields = new SettingsObject(node, at, ordered(TYPE, ENABLED, CONFIG));
    final String type = fields.text(TYPE, MAX_NAMES, "");
    if (!type.matches("[a-z][a-z0-9-]*")) {
      throw new InvalidSettingException(
          fields.pointer(TYPE), "A destination needs a type.", "a name in small letters");
    }
    final Map<String, String> sent =
        fields.map(
            CONFIG,
            MAX_SETTINGS,
            MAX_NAME,
            (value, place) -> SettingsObject.text(value, place, MAX_VALUE));
    return new Destination(
        type,
        fields.flag(ENABLED, true),
        SinkSecrets.meant(stored, index, type, sent, fields.pointer(CONFIG)));
  }

  private static Double weight(final JsonNode node, final String at) {
    if (!node.isNumber() || !WEIGHTS.contains(node.doubleValue())) {
      throw new InvalidSettingException(at, "There is no such weight.", "0.5, 1, 2, 4");
    }
    return node.doubleValue();
  }

  private static TenantRedaction redaction(final JsonNode node, final String at) {
    final SettingsObject fields = new SettingsObject(node, at, ordered(KEYS, SCANNERS, ACTION));
    final List<String> keys = fields.texts(KEYS, MAX_NAMES, MAX_NAME);
    final List<String> scanners = fields.texts(SCANNERS, MAX_NAMES, MAX_NAME);
    if (keys.isEmpty() && scanners.isEmpty()) {
      throw new InvalidSettingException(
          at, "A rule of redaction needs keys or scanners.", "keys, scanners");
    }
    final String action = fields.text(ACTION, MAX_NAME, "redact");
    if (!ACTIONS.contains(action)) {
      throw new InvalidSettingException(
          fields.pointer(ACTION), "There is no such action.", String.join(", ", ACTIONS));
    }
    return new TenantRedaction(keys, scanners, action);
  }

  private static Set<String> ordered(final String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
