package com.nexora.streams.bench.peers;

import com.nexora.streams.bench.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Our windows as a Flink job: five lengths per agent and per tenant, tumbling by event time.
 *
 * <p>Two ways, because which one is natural depends on what is asked of it:
 *
 * <ul>
 *   <li><b>ten windows</b>, each over the events themselves, with an allowed lateness of our
 *       horizon. A late event changes every window that holds it, as with us. An event costs ten
 *       updates of state.
 *   <li><b>cascade</b>: a closed window of an agent's minute goes into the larger windows and into
 *       those of the tenant. An event costs one update. What comes after its minute has closed is
 *       dropped, and no figure is there before its minute has closed.
 * </ul>
 *
 * State is exactly-once by aligned checkpoints every second, incremental with RocksDB. When it is
 * stopped with a drain every open window closes. Flink answers no queries: whoever wants to read a
 * window must write it to a database, which is not done here and costs extra.
 */
final class FlinkJob {

  private static final Duration OUT_OF_ORDER = Duration.ofSeconds(10);
  private static final Duration LATENESS = Duration.ofDays(7);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Job job;
  private final boolean cascade;

  FlinkJob(final Job job, final boolean cascade) {
    this.job = job;
    this.cascade = cascade;
  }

  /**
   * An environment in this process.
   *
   * @param backend {@code hashmap} or {@code rocksdb}
   * @param job whose directory takes checkpoints and RocksDB
   */
  static StreamExecutionEnvironment environment(final String backend, final Job job) {
    final Path directory = job.stateDir();
    final Configuration settings = new Configuration();
    Map.ofEntries(
            Map.entry("execution.checkpointing.interval", "1 s"),
            Map.entry("execution.checkpointing.mode", "EXACTLY_ONCE"),
            Map.entry("execution.checkpointing.storage", "filesystem"),
            Map.entry(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString()),
            Map.entry("execution.checkpointing.incremental", "true"),
            Map.entry("state.backend.type", backend),
            Map.entry("state.backend.rocksdb.localdir", directory.resolve("rocksdb").toString()),
            Map.entry("state.backend.rocksdb.use-bloom-filter", "true"),
            Map.entry("taskmanager.memory.managed.size", "512m"),
            Map.entry("taskmanager.memory.network.max", "128m"),
            Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(job.threads())),
            Map.entry("pipeline.object-reuse", "true"),
            Map.entry("pipeline.generic-types", "false"),
            Map.entry("restart-strategy.type", "none"),
            Map.entry("rest.bind-port", "0"),
            Map.entry("io.tmp.dirs", directory.resolve("tmp").toString()))
        .forEach(settings::setString);
    return StreamExecutionEnvironment.createLocalEnvironment(job.threads(), settings);
  }

  void addTo(final StreamExecutionEnvironment environment) {
    final DataStream<PeerEvent> events =
        environment.fromSource(
            source(),
            WatermarkStrategy.<PeerEvent>forBoundedOutOfOrderness(OUT_OF_ORDER)
                .withTimestampAssigner((event, timestamp) -> event.time())
                .withIdleness(IDLE),
            "agent-events",
            FlinkType.EVENTS);
    if (cascade) {
      addCascade(events);
    } else {
      addTenWindows(events);
    }
  }

  private KafkaSource<PeerEvent> source() {
    return KafkaSource.<PeerEvent>builder()
        .setBootstrapServers(job.bootstrapServers())
        .setTopics(job.topic())
        .setGroupId(job.runId())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setProperty("isolation.level", "read_committed")
        .setDeserializer(new FlinkDecoder(job.registryUrl()))
        .build();
  }

  private static void addTenWindows(final DataStream<PeerEvent> events) {
    final KeyedStream<PeerEvent, String> byAgent = events.keyBy(PeerEvent::owner, Types.STRING);
    final KeyedStream<PeerEvent, String> byTenant = events.keyBy(PeerEvent::tenant, Types.STRING);
    for (final int minutes : Job.WINDOW_MINUTES) {
      count(byAgent, minutes, LATENESS).sinkTo(new Results());
      count(byTenant, minutes, LATENESS).sinkTo(new Results());
    }
  }

  private static void addCascade(final DataStream<PeerEvent> events) {
    final DataStream<PeerWindow> agentMinutes =
        count(events.keyBy(PeerEvent::owner, Types.STRING), 1, Duration.ZERO);
    final DataStream<PeerWindow> tenantMinutes = merge(agentMinutes, FlinkJob::tenant, 1);
    addLarger(agentMinutes);
    addLarger(tenantMinutes);
  }

  private static void addLarger(final DataStream<PeerWindow> minutes) {
    DataStream<PeerWindow> smaller = minutes;
    smaller.sinkTo(new Results());
    for (int i = 1; i < Job.WINDOW_MINUTES.size(); i++) {
      smaller = merge(smaller, PeerWindow::owner, Job.WINDOW_MINUTES.get(i));
      smaller.sinkTo(new Results());
    }
  }

  private static String tenant(final PeerWindow window) {
    return window.owner().substring(0, window.owner().indexOf('/'));
  }

  private static SingleOutputStreamOperator<PeerWindow> count(
      final KeyedStream<PeerEvent, String> events, final int minutes, final Duration lateness) {
    return events
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(minutes)))
        .allowedLateness(lateness)
        .aggregate(
            new Count(), new Close(minutes), FlinkType.PANES, FlinkType.PANES, FlinkType.WINDOWS);
  }

  private static SingleOutputStreamOperator<PeerWindow> merge(
      final DataStream<PeerWindow> windows,
      final KeySelector<PeerWindow, String> owner,
      final int minutes) {
    return windows
        .keyBy(owner, Types.STRING)
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(minutes)))
        .aggregate(
            new Merge(), new Close(minutes), FlinkType.PANES, FlinkType.PANES, FlinkType.WINDOWS);
  }

  /** Events into a pane. */
  private static final class Count implements AggregateFunction<PeerEvent, PeerPane, PeerPane> {

    private static final long serialVersionUID = 1L;

    @Override
    public PeerPane createAccumulator() {
      return new PeerPane();
    }

    @Override
    public PeerPane add(final PeerEvent event, final PeerPane pane) {
      return pane.add(event);
    }

    @Override
    public PeerPane getResult(final PeerPane pane) {
      return pane;
    }

    @Override
    public PeerPane merge(final PeerPane a, final PeerPane b) {
      return a.merge(b);
    }
  }

  /** Smaller windows into a pane. */
  private static final class Merge implements AggregateFunction<PeerWindow, PeerPane, PeerPane> {

    private static final long serialVersionUID = 1L;

    @Override
    public PeerPane createAccumulator() {
      return new PeerPane();
    }

    @Override
    public PeerPane add(final PeerWindow window, final PeerPane pane) {
      return pane.merge(window.pane());
    }

    @Override
    public PeerPane getResult(final PeerPane pane) {
      return pane;
    }

    @Override
    public PeerPane merge(final PeerPane a, final PeerPane b) {
      return a.merge(b);
    }
  }

  /** Says whose pane it is and of when. */
  private static final class Close
      extends ProcessWindowFunction<PeerPane, PeerWindow, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private final int minutes;

    private Close(final int minutes) {
      this.minutes = minutes;
    }

    @Override
    public void process(
        final String owner,
        final Context window,
        final Iterable<PeerPane> panes,
        final Collector<PeerWindow> out) {
      final long start = window.window().getStart();
      panes.forEach(pane -> out.collect(new PeerWindow(owner, minutes, start, pane)));
    }
  }

  /** Hands closed windows to the worker. */
  private static final class Results implements Sink<PeerWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<PeerWindow> createWriter(final WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(final PeerWindow window, final Context at) {
          PeerResults.ofProcess().accept(window);
        }

        @Override
        public void flush(final boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
