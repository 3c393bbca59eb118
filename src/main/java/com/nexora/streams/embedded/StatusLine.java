package com.nexora.streams.embedded;

import com.nexora.streams.runtime.NexoraApplication;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Shows that dev mode lives: events a second, findings, alerts and sealed entries so far, dead
 * letters, state.
 *
 * <p>Reads the metrics that production exports, so what it shows is what a dashboard shows. On a
 * terminal one line is drawn again and again; elsewhere a line is printed now and then.
 */
public final class StatusLine implements AutoCloseable {

  private static final Duration ON_A_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);

  private final NexoraApplication application;
  private final PrintStream out;
  private final boolean terminal;
  private final Thread thread;
  private double lastEvents;
  private long lastTime;

  private StatusLine(
      final NexoraApplication application, final PrintStream out, final boolean terminal) {
    this.application = application;
    this.out = out;
    this.terminal = terminal;
    this.lastTime = System.nanoTime();
    this.thread = new Thread(this::run, "status-line");
    this.thread.setDaemon(true);
  }

  /** Starts showing. */
  public static StatusLine start(final NexoraApplication application, final PrintStream out) {
    final StatusLine line = new StatusLine(application, out, System.console() != null);
    line.thread.start();
    return line;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep((terminal ? ON_A_TERMINAL : ELSEWHERE).toMillis());
        final String text = text();
        out.print(terminal ? "\r\u001B[2K" + text : text + System.lineSeparator());
        out.flush();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String text() {
    final KafkaStreams streams = application.streams();
    final Map<MetricName, ? extends Metric> metrics = streams.metrics();
    final double events = total(metrics, "accepted-total");
    final long now = System.nanoTime();
    final double rate = (events - lastEvents) * 1e9 / Math.max(1, now - lastTime);
    lastEvents = events;
    lastTime = now;
    return String.format(
        Locale.ROOT,
        "%s  %,.0f events (%,.0f/s)  %,.0f findings  %,.0f alerts, %,.0f of them closed  %,.0f sealed  %,.0f repeats removed  %,.0f dead letters",
        streams.state(),
        events,
        Math.max(0, rate),
        total(metrics, "findings-opened-total"),
        total(metrics, "alerts-opened-total"),
        total(metrics, "alerts-closed-total"),
        total(metrics, "audit-entries-sealed-total"),
        total(metrics, "duplicates-removed-total"),
        total(metrics, "refused-total"));
  }

  private static double total(final Map<MetricName, ? extends Metric> metrics, final String name) {
    double sum = 0;
    for (final Map.Entry<MetricName, ? extends Metric> entry : metrics.entrySet()) {
      if (entry.getKey().name().equals(name)
          && entry.getValue().metricValue() instanceof Number number) {
        sum += number.doubleValue();
      }
    }
    return sum;
  }

  @Override
  public void close() {
    thread.interrupt();
    if (terminal) {
      out.println();
    }
  }
}
