package com.nexora.streams.bench.peers;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.kafka.KafkaSources;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import com.nexora.streams.bench.Job;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Our windows as a Hazelcast Jet job: five lengths per agent and per tenant, tumbling by event
 * time, as ten windows over the events or as a cascade, see {@link FlinkJob}.
 *
 * <p>All state is on the heap of the member. Snapshots every second, exactly-once, are copies in
 * memory too (with a backup on another member, if there is one): when the last member stops, all is
 * lost, unlike with us or Flink. Jet drops events that come after their window has closed.
 */
final class JetJob {

  /** After so long without a record a partition no longer holds back time. */
  static final long IDLE_MS = 10_000;

  /** So long after the last event all its windows have closed. Not more: Jet counts up to there. */
  private static final long BEYOND_MS = 2 * 86_400_000L;

  private static final long OUT_OF_ORDER_MS = 10_000;
  private static final ThreadLocal<@Nullable PeerDecoder> DECODER = new ThreadLocal<>();

  private final Job job;
  private final String endTopic;
  private final boolean cascade;

  JetJob(final Job job, final String endTopic, final boolean cascade) {
    this.job = job;
    this.endTopic = endTopic;
    this.cascade = cascade;
  }

  Pipeline pipeline() {
    final Pipeline pipeline = Pipeline.create();
    final StreamStage<PeerEvent> events =
        pipeline
            .readFrom(source())
            .withTimestamps(PeerEvent::time, OUT_OF_ORDER_MS)
            .setLocalParallelism(job.threads())
            .filter(event -> !event.isEnd());
    if (cascade) {
      addCascade(events);
    } else {
      addTenWindows(events);
    }
    return pipeline;
  }

  private StreamSource<PeerEvent> source() {
    final Properties consumer = new Properties();
    consumer.put("bootstrap.servers", job.bootstrapServers());
    consumer.put("group.id", job.runId());
    consumer.put("auto.offset.reset", "earliest");
    consumer.put("isolation.level", "read_committed");
    consumer.put("key.deserializer", ByteArrayDeserializer.class.getName());
    consumer.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return KafkaSources.<byte[], byte[], PeerEvent>kafka(
            consumer,
            decode(endTopic, job.at() + BEYOND_MS, job.registryUrl()),
            job.topic(),
            endTopic)
        .setPartitionIdleTimeout(IDLE_MS);
  }

  private static FunctionEx<ConsumerRecord<byte[], byte[]>, PeerEvent> decode(
      final String endTopic, final long endTime, final String registryUrl) {
    return record -> {
      if (record.topic().equals(endTopic)) {
        return PeerEvent.endingAt(endTime);
      }
      // Jet leaves out what is mapped to null.
      return PeerResults.ofProcess().isStopped() ? null : decoder(registryUrl).decode(record);
    };
  }

  private static PeerDecoder decoder(final String registryUrl) {
    final PeerDecoder known = DECODER.get();
    if (known != null) {
      return known;
    }
    final PeerDecoder made = new PeerDecoder(registryUrl);
    DECODER.set(made);
    return made;
  }

  private static void addTenWindows(final StreamStage<PeerEvent> events) {
    for (final int minutes : Job.WINDOW_MINUTES) {
      count(events, PeerEvent::owner, minutes).writeTo(results());
      count(events, PeerEvent::tenant, minutes).writeTo(results());
    }
  }

  private static void addCascade(final StreamStage<PeerEvent> events) {
    final StreamStage<PeerWindow> agentMinutes = count(events, PeerEvent::owner, 1);
    addLarger(agentMinutes);
    addLarger(merge(agentMinutes, JetJob::tenant, 1));
  }

  private static void addLarger(final StreamStage<PeerWindow> minutes) {
    StreamStage<PeerWindow> smaller = minutes;
    smaller.writeTo(results());
    for (int i = 1; i < Job.WINDOW_MINUTES.size(); i++) {
      smaller = merge(smaller, PeerWindow::owner, Job.WINDOW_MINUTES.get(i));
      smaller.writeTo(results());
    }
  }

  private static String tenant(final PeerWindow window) {
    return window.owner().substring(0, window.owner().indexOf('/'));
  }

  private static StreamStage<PeerWindow> count(
      final StreamStage<PeerEvent> events,
      final FunctionEx<PeerEvent, String> owner,
      final int minutes) {
    final AggregateOperation1<PeerEvent, PeerPane, PeerPane> count =
        AggregateOperation.withCreate(PeerPane::new)
            .<PeerEvent>andAccumulate(PeerPane::add)
            .andCombine(PeerPane::merge)
            .andExportFinish(PeerPane::copy);
    return events
        .groupingKey(owner)
        .window(WindowDefinition.tumbling(minutes * PeerWindow.MINUTE_MS))
        .aggregate(count)
        .map(result -> window(result, minutes));
  }

  private static StreamStage<PeerWindow> merge(
      final StreamStage<PeerWindow> windows,
      final FunctionEx<PeerWindow, String> owner,
      final int minutes) {
    final AggregateOperation1<PeerWindow, PeerPane, PeerPane> merge =
        AggregateOperation.withCreate(PeerPane::new)
            .<PeerWindow>andAccumulate((pane, window) -> pane.merge(window.pane()))
            .andCombine(PeerPane::merge)
            .andExportFinish(PeerPane::copy);
    return windows
        .groupingKey(owner)
        .window(WindowDefinition.tumbling(minutes * PeerWindow.MINUTE_MS))
        .aggregate(merge)
        .map(result -> window(result, minutes));
  }

  private static PeerWindow window(
      final KeyedWindowResult<String, PeerPane> result, final int minutes) {
    return new PeerWindow(result.key(), minutes, result.start(), result.result());
  }

  /** Hands closed windows to the worker. */
  private static Sink<PeerWindow> results() {
    return SinkBuilder.sinkBuilder("results", context -> PeerResults.ofProcess())
        .<PeerWindow>receiveFn(PeerResults::accept)
        .build();
  }
}
