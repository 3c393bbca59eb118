package com.nexora.streams.cli;

import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.VerifierKey;
import com.nexora.streams.audit.note.WitnessPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose checkpoints a command believes. */
final class VerifyTrust {

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = {
        "Public key of the signer of checkpoints, as name+id+base64, or a file with one a line.",
        "Several times, e.g. after a rotation. A key is believed for the logs below its name."
      })
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Logs, witnesses and quorum in the form of C2SP's tlog-policy.")
  private @Nullable Path policy;

  /**
   * What was given; empty if nothing was.
   *
   * @throws IllegalArgumentException if a key or the policy is not of its form
   */
  Optional<CheckpointTrust> read() {
    if (keys.isEmpty() && policy == null) {
      return Optional.empty();
    }
    try {
      final List<VerifierKey> read = new ArrayList<>();
      for (final String key : keys) {
        for (final String line : lines(key)) {
          read.add(VerifierKey.parse(line));
        }
      }
      return Optional.of(
          new CheckpointTrust(
              read,
              policy == null
                  ? WitnessPolicy.ofLogs(List.of())
                  : WitnessPolicy.parse(Files.readString(policy))));
    } catch (final NoteException e) {
      throw new IllegalArgumentException("--key or --policy: " + e.getMessage(), e);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read --key or --policy: " + e.getMessage(), e);
    }
  }

  private static List<String> lines(final String key) throws IOException {
    if (key.indexOf('+') >= 0 && !Files.exists(Path.of(key))) {
      return List.of(key.strip());
    }
    return Files.readAllLines(Path.of(key)).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
