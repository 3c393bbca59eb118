package com.nexora.streams.client;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends an application's log to {@code omninode.logging.application.v1}, beside whatever other
 * appenders write.
 *
 * <p>It never blocks the application: what the publisher's buffer does not take is counted and gone
 * (the file appender beside it has it). It never logs about itself to itself: what the publisher's
 * threads and its Kafka client log is left to the other appenders.
 *
 * <pre>{@code
 * <include resource="com/nexora/streams/client/logback-nexora.xml"/>
 * }</pre>
 *
 * <p>is all that a {@code logback.xml} needs for file and Kafka; docs/client.md has the variables.
 */
public final class NexoraAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private String bootstrapServers = "localhost:9092";
  private String serviceName = "application";
  private String instanceId = host();
  private String tenantId = "default";
  private String namespace = LogEnvelope.NAMESPACE;
  private String spoolDirectory = "";
  private long spoolMaxBytes = 256L << 20;
  private boolean enabled = true;
  private final Map<String, String> kafka = new LinkedHashMap<>();
  private @Nullable NexoraPublisher publisher;
  private @Nullable LogEvents events;

  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    try {
      PublisherSettings settings =
          PublisherSettings.of(bootstrapServers, "log-" + serviceName).withEnabled(enabled);
      for (final Map.Entry<String, String> setting : kafka.entrySet()) {
        settings = settings.withKafka(setting.getKey(), setting.getValue());
      }
      if (!spoolDirectory.isBlank()) {
        settings = settings.withSpool(Path.of(spoolDirectory), spoolMaxBytes);
      }
      publishTo(NexoraPublisher.start(settings));
    } catch (final RuntimeException e) {
      addError("logs are not published", e);
    }
  }

  /** Starts with a publisher that is there; the appender closes it. */
  void publishTo(final NexoraPublisher open) {
    publisher = open;
    events = new LogEvents(serviceName, instanceId, tenantId, namespace);
    super.start();
  }

  @Override
  protected void append(final ILoggingEvent event) {
    final NexoraPublisher open = publisher;
    final LogEvents form = events;
    if (open == null
        || form == null
        || !open.isRunning()
        || PublisherThreads.belongsTo(Thread.currentThread(), "log-" + serviceName)) {
      return;
    }
    open.publish(form.envelope(event));
  }

  @Override
  public void stop() {
    super.stop();
    final NexoraPublisher open = publisher;
    publisher = null;
    if (open != null) {
      open.close();
    }
  }

  /** Brokers, host:port separated by commas. */
  public void setBootstrapServers(final String servers) {
    bootstrapServers = servers;
  }

  /** Name of the service, the record's key: the order of a service's lines is kept. */
  public void setServiceName(final String name) {
    serviceName = name;
  }

  /** Which of the service's instances; the host's name unless set. */
  public void setInstanceId(final String id) {
    instanceId = id.isBlank() ? host() : id;
  }

  /** Tenant of lines that do not name one in their MDC ({@code tenant_id}). */
  public void setTenantId(final String id) {
    tenantId = id;
  }

  /** First part of the schema's name. */
  public void setNamespace(final String name) {
    namespace = name;
  }

  /** Where lines wait while there is no broker; empty: they are only in the file then. */
  public void setSpoolDirectory(final String directory) {
    spoolDirectory = directory;
  }

  /** Most bytes of the spool. */
  public void setSpoolMaxBytes(final long bytes) {
    spoolMaxBytes = bytes;
  }

  /** The feature flag. */
  public void setEnabled(final boolean on) {
    enabled = on;
  }

  /** One more setting of the producer, {@code name=value}; may be given many times. */
  public void addKafka(final String setting) {
    final int equals = setting.indexOf('=');
    if (equals < 1) {
      addError("kafka setting without '=': expected name=value");
      return;
    }
    kafka.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (final UnknownHostException e) {
      return "localhost";
    }
  }
}
