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

  private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d+)");
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
    final List<Path> partitions = partitions(Topics.AUDIT_RECORDS);
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no %s-0 or other partition of the trail: give a broker's log directory, or a copy of one"
              .formatted(directory, Topics.AUDIT_RECORDS));
    }
    final List<AuditVerifier.LogSource> logs = new ArrayList<>();
    for (final Path partition : partitions) {
      logs.add(log(partition, AuditFormat.logId(number(partition, Topics.AUDIT_RECORDS)), read));
    }
    return logs;
  }

  /**
   * Signed checkpoints that are there, too; empty if there are none.
   *
   * @throws UncheckedIOException if the directory cannot be read
   */
  public List<StoredNote> notes() {
    final List<StoredNote> notes = new ArrayList<>();
    for (final Path partition : partitions(Topics.AUDIT_CHECKPOINTS)) {
      final SegmentLogReader log = log(partition, partition.toString(), new AtomicLong());
      log.forEach(log.startOffset(), block -> block.get().addNotesTo(notes, partition.toString()));
    }
    return notes;
  }

  private static SegmentLogReader log(
      final Path partition, final String name, final AtomicLong read) {
    final List<Path> segments =
        children(partition)
            .filter(p -> SEGMENT.matcher(name(p)).matches())
            .sorted(Comparator.comparing(AuditSegmentReader::name))
            .toList();
    return new SegmentLogReader(name, segments, read);
  }

  private List<Path> partitions(final String topic) {
    if (number(directory, topic) >= 0) {
      return List.of(directory);
    }
    return children(directory)
        .filter(p -> number(p, topic) >= 0)
        .sorted(Comparator.comparingInt(p -> number(p, topic)))
        .toList();
  }

  /** Number of a topic's partition, -1 if a directory is none. */
  private static int number(final Path path, final String topic) {
    final Matcher matcher = PARTITION.matcher(name(path.toAbsolutePath().normalize()));
    return matcher.matches() && matcher.group(1).equals(topic)
        ? Integer.parseInt(matcher.group(2))
        : -1;
  }

  private static String name(final Path path) {
    final Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static Stream<Path> children(final Path path) {
    try (Stream<Path> children = Files.list(path)) {
      return children.toList().stream();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read the directory " + path, e);
    }
  }
}
