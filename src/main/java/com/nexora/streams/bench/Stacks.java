package com.nexora.streams.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Samples of what threads were doing: collapsed stacks, frames from the root on joined by {@code
 * ;}, and how often each was seen.
 */
final class Stacks {

  private static final Set<String> SAMPLES =
      Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

  /** Native methods in which a thread waits rather than works. */
  private static final Set<String> WAITING =
      Set.of(
          "sun.nio.ch.EPoll.wait",
          "sun.nio.ch.Net.poll",
          "sun.nio.ch.Net.accept",
          "sun.nio.ch.SocketDispatcher.read0",
          "jdk.internal.misc.Unsafe.park",
          "java.lang.Object.wait");

  private final Map<String, Long> counts = new TreeMap<>();
  private long total;

  /**
   * Reads a JFR recording.
   *
   * @throws IOException if it cannot be read
   */
  static Stacks read(final Path recording) throws IOException {
    final Stacks stacks = new Stacks();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        final RecordedEvent event = file.readEvent();
        if (SAMPLES.contains(event.getEventType().getName()) && event.getStackTrace() != null) {
          stacks.add(event);
        }
      }
    }
    return stacks;
  }

  private void add(final RecordedEvent event) {
    final List<String> frames = new ArrayList<>();
    for (final RecordedFrame frame : event.getStackTrace().getFrames()) {
      final RecordedMethod method = frame.getMethod();
      frames.add(method.getType().getName() + "." + method.getName());
    }
    if (frames.isEmpty() || WAITING.contains(frames.get(0))) {
      return;
    }
    final @Nullable RecordedThread thread = event.getThread("sampledThread");
    frames.add(ThreadKind.ofJava(thread == null ? null : thread.getJavaName()));
    Collections.reverse(frames);
    add(String.join(";", frames), 1);
  }

  /** Counts a stack. */
  Stacks add(final String stack, final long times) {
    counts.merge(stack, times, Long::sum);
    total += times;
    return this;
  }

  /** How many samples there are. */
  long total() {
    return total;
  }

  /** All stacks, each with its number of samples, as flame graph tools take them. */
  String collapsed() {
    final StringBuilder text = new StringBuilder();
    counts.forEach((stack, count) -> text.append(stack).append(' ').append(count).append('\n'));
    return text.toString();
  }

  Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** Samples by the frame on top. */
  Map<String, Long> self() {
    final Map<String, Long> self = new TreeMap<>();
    counts.forEach(
        (stack, count) ->
            self.merge(stack.substring(stack.lastIndexOf(';') + 1), count, Long::sum));
    return self;
  }

  /** Samples by every frame of the stack, each counted once. */
  Map<String, Long> inclusive() {
    final Map<String, Long> inclusive = new TreeMap<>();
    counts.forEach(
        (stack, count) -> {
          for (final String frame : new HashSet<>(List.of(stack.split(";")))) {
            inclusive.merge(frame, count, Long::sum);
          }
        });
    return inclusive;
  }

  /** Samples by who is at work: the package of ours or of a library that is nearest to the top. */
  Map<String, Long> byRoom() {
    final Map<String, Long> rooms = new TreeMap<>();
    counts.forEach(
        (stack, count) -> {
          final String[] frames = stack.split(";");
          String room = "jdk";
          for (int i = frames.length - 1; i > 0 && "jdk".equals(room); i--) {
            room = room(frames[i]);
          }
          rooms.merge(room, count, Long::sum);
        });
    return rooms;
  }

  /** Whose frame: a room of ours, a library, or "jdk". */
  static String room(final String frame) {
    final String[] parts = frame.split("\\.");
    if (frame.startsWith("com.nexora.streams.") && parts.length > 3) {
      return "nexora " + parts[3];
    }
    if (frame.startsWith("com.nexora.events.")) {
      return "nexora events";
    }
    if (frame.startsWith("org.apache.kafka.") && parts.length > 4) {
      return "kafka " + parts[3] + ("streams".equals(parts[3]) ? "." + parts[4] : "");
    }
    if (frame.startsWith("java") || frame.startsWith("jdk.") || frame.startsWith("sun.")) {
      return "jdk";
    }
    return parts.length > 2 ? parts[1] + " " + parts[2] : frame;
  }
}
