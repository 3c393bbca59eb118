package com.nexora.streams.audit;

import com.nexora.streams.catalogue.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the trail from the files that a Kafka broker keeps it in: no broker, no registry, no
 * network. Committed records only, as a {@code read_committed} consumer would see them.
 */
public final class AuditSegmentReader {

  private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d{1,9})");
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
    final List<AuditVerifier.LogSource> logs = new ArrayList<>();
    for (final Partition partition : partitions()) {
      RecordsTopic.logId(partition.topic(), partition.number())
          .ifPresent(logId -> logs.add(log(partition.path(), logId, read)));
    }
    if (logs.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no %s-0 or other partition of the trail: give a broker's log directory, or a copy of one"
              .formatted(directory, Topics.AUDIT_RECORDS));
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
    for (final Partition partition : partitions()) {
      if (partition.topic().equals(Topics.AUDIT_CHECKPOINTS)) {
        final String place = partition.path().toString();
        final SegmentLogReader log = log(partition.path(), place, new AtomicLong());
        log.forEach(log.startOffset(), block -> block.get().addNotesTo(notes, place));
      }
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

  private record Partition(Path path, String topic, int number) {}

  /** The directory, if it is a partition, else those in it, by topic and number. */
  private List<Partition> partitions() {
    final Optional<Partition> itself = partition(directory);
    if (itself.isPresent()) {
      return List.of(itself.get());
    }
    return children(directory)
        .map(AuditSegmentReader::partition)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Partition::topic).thenComparing(Partition::number))
        .toList();
  }

  private static Optional<Partition> partition(final Path path) {
    final Matcher matcher = PARTITION.matcher(name(path.toAbsolutePath().normalize()));
    return matcher.matches()
        ? Optional.of(new Partition(path, matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
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
