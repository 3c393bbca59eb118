package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a witness cosigned last of each log: one small file per log, replaced as a whole and on the
 * disk before anything is answered.
 */
public final class WitnessState {

  private final Path directory;

  /**
   * @throws UncheckedIOException if the directory cannot be made
   */
  public WitnessState(final Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot make the witness's directory " + directory, e);
    }
  }

  /**
   * The last checkpoint of a log.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalStateException if the file holds something else: a witness must not guess
   */
  Optional<Checkpoint> last(final String origin) {
    final Path file = file(origin);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      final Checkpoint checkpoint = Checkpoint.parse(Files.readString(file));
      if (!checkpoint.origin().equals(origin)) {
        throw new IllegalStateException(file + " is of the log " + checkpoint.origin());
      }
      return Optional.of(checkpoint);
    } catch (final NoteException e) {
      throw new IllegalStateException(file + " cannot be read: " + e.getMessage(), e);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * Remembers a checkpoint.
   *
   * @throws UncheckedIOException if it is not surely on the disk
   */
  void keep(final Checkpoint checkpoint) {
    final Path file = file(checkpoint.origin());
    final Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        final ByteBuffer text = ByteBuffer.wrap(checkpoint.text().getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
        entry.force(true);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot keep the checkpoint in " + file, e);
    }
  }

  private Path file(final String origin) {
    try {
      final byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash) + ".checkpoint");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
