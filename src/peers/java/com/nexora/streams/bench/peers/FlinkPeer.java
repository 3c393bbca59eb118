package com.nexora.streams.bench.peers;

import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.bench.WindowRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A {@link FlinkJob} on a cluster within this process. */
abstract class FlinkPeer implements Variant {

  private static final long STOP_SECONDS = 180;

  private final String backend;
  private final boolean cascade;

  FlinkPeer(final String backend, final boolean cascade) {
    this.backend = backend;
    this.cascade = cascade;
  }

  @Override
  public final Running start(final Job job) throws Exception {
    PeerResults.ofProcess().keep(job.owners());
    final StreamExecutionEnvironment environment = FlinkJob.environment(backend, job);
    new FlinkJob(job, cascade).addTo(environment);
    return new Cluster(job, environment.executeAsync("nexora-windows"));
  }

  /** The running job. */
  private static final class Cluster implements Running {

    private final Job job;
    private final JobClient client;
    private final PeerResults results = PeerResults.ofProcess();

    private Cluster(final Job job, final JobClient client) {
      this.job = job;
      this.client = client;
    }

    @Override
    public long processed() {
      if (client.getJobExecutionResult().isCompletedExceptionally()) {
        client.getJobExecutionResult().join();
      }
      return results.events();
    }

    @Override
    public Map<Integer, Long> drain() throws Exception {
      client
          .stopWithSavepoint(
              true, job.stateDir().resolve("stop").toUri().toString(), SavepointFormatType.NATIVE)
          .get(STOP_SECONDS, TimeUnit.SECONDS);
      client.getJobExecutionResult().get(STOP_SECONDS, TimeUnit.SECONDS);
      if (!results.isComplete(results.events())) {
        throw new IllegalStateException("windows are missing: " + results.describe());
      }
      return results.taken(job.ends().keySet());
    }

    @Override
    public List<WindowRow> windows(final List<Owner> owners) {
      return results.rows(owners);
    }

    @Override
    public void close() {
      // The process ends here, and with it the cluster.
    }
  }
}
