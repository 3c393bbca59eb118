package com.nexora.streams.bench.peers;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.JobStatus;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.bench.WindowRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A {@link JetJob} on one Hazelcast member within this process.
 *
 * <p>Jet does not close its windows when a job is stopped. So the job reads a second topic, on
 * which nothing is written until the end, and then records of two days later, again and again: each
 * reader must get some, since what an idle one still has to say would come too late.
 */
abstract class JetPeer implements Variant {

  private static final long STOP_MS = 180_000;
  private static final long SNAPSHOT_MS = 1_000;
  private static final long END_EVERY_MS = 500;

  private final boolean cascade;

  JetPeer(final boolean cascade) {
    this.cascade = cascade;
  }

  @Override
  public final Running start(final com.nexora.streams.bench.Job job) throws Exception {
    PeerResults.ofProcess().keep(job.owners());
    final String endTopic = job.runId() + "-end";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", job.bootstrapServers()))) {
      admin.createTopics(Set.of(new NewTopic(endTopic, job.threads(), (short) 1))).all().get();
    }
    final Config config = new Config();
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(job.threads());
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    final HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    final JobConfig settings =
        new JobConfig()
            .setName("nexora-windows")
            .setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE)
            .setSnapshotIntervalMillis(SNAPSHOT_MS)
            .setAutoScaling(false)
            .registerSerializer(PeerPane.class, JetPanes.class);
    final Job running =
        member.getJet().newJob(new JetJob(job, endTopic, cascade).pipeline(), settings);
    return new Member(job, endTopic, member, running);
  }

  /** The running job. */
  private static final class Member implements Running {

    private final com.nexora.streams.bench.Job job;
    private final String endTopic;
    private final HazelcastInstance member;
    private final Job running;
    private final PeerResults results = PeerResults.ofProcess();

    private Member(
        final com.nexora.streams.bench.Job job,
        final String endTopic,
        final HazelcastInstance member,
        final Job running) {
      this.job = job;
      this.endTopic = endTopic;
      this.member = member;
      this.running = running;
    }

    @Override
    public long processed() {
      if (running.getFuture().isCompletedExceptionally()) {
        running.join();
      }
      return results.events();
    }

    @Override
    public Map<Integer, Long> drain() throws Exception {
      results.stop();
      final long deadline = System.nanoTime() + STOP_MS * 1_000_000;
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", job.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        while (!results.isComplete(results.events())) {
          if (System.nanoTime() > deadline || running.getStatus() != JobStatus.RUNNING) {
            throw new IllegalStateException(
                "job " + running.getStatus() + ", windows are missing: " + results.describe());
          }
          sendEnd(producer);
          Thread.sleep(END_EVERY_MS);
        }
      }
      return results.taken(job.ends().keySet());
    }

    private void sendEnd(final KafkaProducer<byte[], byte[]> producer) {
      for (int i = 0; i < job.threads(); i++) {
        final var unused = producer.send(new ProducerRecord<>(endTopic, i, null, new byte[0]));
      }
    }

    @Override
    public List<WindowRow> windows(final List<Owner> owners) {
      return results.rows(owners);
    }

    @Override
    public void close() {
      member.getLifecycleService().terminate();
    }
  }
}
