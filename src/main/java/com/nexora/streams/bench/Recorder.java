package com.nexora.streams.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records where the measured part of a run spends its time, if it is asked to. */
final class Recorder implements AutoCloseable {

  private static final Duration SAMPLE_EVERY = Duration.ofMillis(10);

  private final @Nullable Recording recording;

  private Recorder(final @Nullable Recording recording) {
    this.recording = recording;
  }

  /**
   * Starts.
   *
   * @param file where the recording goes; empty to record nothing
   */
  static Recorder start(final String file) throws IOException {
    if (file.isEmpty()) {
      return new Recorder(null);
    }
    final Recording recording = new Recording();
    recording.enable("jdk.ExecutionSample").withPeriod(SAMPLE_EVERY);
    recording.enable("jdk.NativeMethodSample").withPeriod(SAMPLE_EVERY);
    recording.setDestination(Path.of(file));
    recording.start();
    return new Recorder(recording);
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.stop();
      recording.close();
    }
  }
}
