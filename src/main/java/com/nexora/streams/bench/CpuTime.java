package com.nexora.streams.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who has used how much of the processors. */
public final class CpuTime {

  private static final Path TASKS = Path.of("/proc/self/task");
  private static final long TICK_NANOS = 10_000_000;

  private CpuTime() {}

  /** CPU time of this process, nanoseconds. */
  static long ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine.getProcessCpuTime()
        : -1;
  }

  /** CPU time of another process, nanoseconds, to 10 ms; 0 if the system does not tell. */
  public static long of(final long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }

  /** CPU time of this process's threads, native ones too, by their names without numbers. */
  static Map<String, Long> byThreadKind() {
    final Map<String, Long> kinds = new TreeMap<>();
    if (!Files.isDirectory(TASKS)) {
      return kinds;
    }
    try (Stream<Path> tasks = Files.list(TASKS)) {
      tasks.forEach(task -> addTask(task, kinds));
    } catch (final IOException e) {
      return Map.of();
    }
    return kinds;
  }

  private static void addTask(final Path task, final Map<String, Long> kinds) {
    try {
      final String stat = Files.readString(task.resolve("stat"));
      kinds.merge(kindOf(stat), ticks(stat) * TICK_NANOS, Long::sum);
    } catch (final IOException e) {
      // The thread has ended meanwhile.
    }
  }

  /** The thread's name up to its first number. */
  static String kindOf(final String stat) {
    final String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    final String kind = name.replaceAll("[#\\d].*$", "").replaceAll("[-_ ]+$", "");
    return kind.isEmpty() ? name : kind;
  }

  /** User and system time, in ticks of the kernel's clock. */
  static long ticks(final String stat) {
    final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
