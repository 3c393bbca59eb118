package com.nexora.streams.audit;

import com.nexora.streams.catalogue.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the trail from the files that a Kafka broker keeps it in: no broker, no registry, no
 * network. Committed records only, as a {@code read_committed} consumer would see them.
 */
public final class AuditSegmentReader {

  private static final Pattern PARTITION =
      Pattern.compile(Pattern.quote(Topics.AUDIT_RECORDS) + "-(\\d+)");
  private static final Pattern SEGMENT = Pattern.compile("\\d{20}\\.log");

  private final Path directory;
  private final AtomicLong read = new AtomicLong();

  /**
   * @param directory a broker's log directory, which holds {@code audit.records-0} and so on, or
   *     one of those; copies will do, and only the {@code .log} files are needed
   */
  public AuditSegmentReader(final Path directory) {
    this.directory = directory;
  }

  /** Records read so far, for progress. Thread-safe. */
  public long recordsRead() {
    return read.get();
  }

  /**
   * The logs that are there, by partition.
   *
   * @throws IllegalArgumentException if there are none
   * @throws UncheckedIOException if the directory cannot be read
   */
  public List<AuditVerifier.LogSource> logs() {
    final List<Path> partitions = new ArrayList<>();
    if (partition(directory) >= 0) {
      partitions.add(directory);
    } else {
      partitions.addAll(children(directory).filter(p -> partition(p) >= 0).toList());
    }
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no %s-0 or other partition of the trail: give a broker's log directory, or a copy of one"
              .formatted(directory, Topics.AUDIT_RECORDS));
    }
    final List<AuditVerifier.LogSource> logs = new ArrayList<>();
    partitions.sort(Comparator.comparingInt(AuditSegmentReader::partition));
    for (final Path partition : partitions) {
      final List<Path> segments =
          children(partition)
              .filter(p -> SEGMENT.matcher(p.getFileName().toString()).matches())
              .sorted(Comparator.comparing(p -> p.getFileName().toString()))
              .toList();
      logs.add(new SegmentLogReader(AuditFormat.logId(partition(partition)), segments, read));
    }
    return logs;
  }

  private static int partition(final Path path) {
    final Path name = path.toAbsolutePath().normalize().getFileName();
    final Matcher matcher = PARTITION.matcher(name == null ? "" : name.toString());
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  private static Stream<Path> children(final Path path) {
    try (Stream<Path> children = Files.list(path)) {
      return children.toList().stream();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read the directory " + path, e);
    }
  }
}
