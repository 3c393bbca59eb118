package com.nexora.streams.client;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Makes the envelope of one log line.
 *
 * <p>Every part is cut to a bound: a log line is as large as whatever an application concatenates.
 */
final class LogEvents {

  static final int MAX_MESSAGE = 32 * 1024;
  static final int MAX_VALUE = 4 * 1024;
  static final int MAX_STACK = 16 * 1024;
  static final int MAX_FIELDS = 64;

  private final String serviceName;
  private final String instanceId;
  private final String tenantId;
  private final String namespace;

  LogEvents(
      final String serviceName,
      final String instanceId,
      final String tenantId,
      final String namespace) {
    this.serviceName = serviceName;
    this.instanceId = instanceId;
    this.tenantId = tenantId;
    this.namespace = namespace;
  }

  LogEnvelope envelope(final ILoggingEvent event) {
    final Map<String, Object> context = new LinkedHashMap<>();
    event.getMDCPropertyMap().forEach((name, value) -> put(context, name, value));
    final List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> put(context, pair.key, pair.value));
    }
    final String tenant = taken(context, "tenant_id");
    final String correlation = taken(context, "correlation_id");
    final String causation = taken(context, "causation_id");
    final LogEnvelope.Kind kind = LogEnvelope.Kind.APPLICATION;
    return new LogEnvelope(
        kind,
        kind.topic(),
        UUID.randomUUID().toString(),
        event.getInstant(),
        tenant == null ? tenantId : tenant,
        namespace,
        serviceName,
        correlation,
        causation,
        payload(event, context));
  }

  private Map<String, @Nullable Object> payload(
      final ILoggingEvent event, final Map<String, Object> context) {
    final String code = taken(context, "code");
    context.put("thread", cut(event.getThreadName(), MAX_VALUE));
    final IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      context.put("exception", cut(thrown.getClassName(), MAX_VALUE));
      context.put("stack_trace", cut(ThrowableProxyUtil.asString(thrown), MAX_STACK));
    }
    final Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    payload.put("service_name", serviceName);
    payload.put("instance_id", instanceId);
    payload.put("level", level(event.getLevel()));
    payload.put("logger", event.getLoggerName());
    payload.put("message", cut(event.getFormattedMessage(), MAX_MESSAGE));
    payload.put("code", code);
    payload.put("context", context);
    return payload;
  }

  private static void put(
      final Map<String, Object> context, final String name, final @Nullable Object value) {
    if (context.size() < MAX_FIELDS) {
      // A duration must stay a number: who reads the context computes with it.
      context.put(
          cut(name, 256),
          value instanceof Number || value instanceof Boolean
              ? value
              : cut(String.valueOf(value), MAX_VALUE));
    }
  }

  private static @Nullable String taken(final Map<String, Object> context, final String name) {
    final Object value = context.remove(name);
    return value == null ? null : value.toString();
  }

  private static String level(final Level level) {
    return level.toInt() < Level.DEBUG_INT ? "DEBUG" : level.toString();
  }

  private static String cut(final @Nullable String text, final int most) {
    if (text == null) {
      return "";
    }
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
