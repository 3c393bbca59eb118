package com.nexora.streams.cli;

import com.nexora.streams.audit.checkpoint.KeyFile;
import com.nexora.streams.audit.checkpoint.Witness;
import com.nexora.streams.audit.checkpoint.WitnessServer;
import com.nexora.streams.audit.checkpoint.WitnessState;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.audit.note.VerifierKey;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A small witness of checkpoints, for tests and for whoever has another machine to run it on. */
@Command(
    name = "witness",
    description = {
      "Runs a witness (C2SP tlog-witness): cosigns checkpoints of the given logs as long as each log",
      "only grows. Makes its key if the file does not exist. Run it where the operator of the log",
      "cannot reach its key and its state, else it proves nothing. Prints its public key, then serves",
      "POST /add-checkpoint until it is stopped."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer =
        "  nexora audit witness --port 7380 --name witness.example/w1 --key w1.key --state w1 --log \"$(nexora audit keys show --log default/0)\"")
final class AuditWitnessCommand implements Callable<Integer> {

  private static final int CANNOT = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(names = "--port", required = true, description = "Port; 0 takes a free one.")
  private int port;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the witness, needed to make its key; best a host name that is yours.")
  private @Nullable String name;

  @Option(names = "--key", required = true, paramLabel = "FILE", description = "Its private key.")
  private Path key = Path.of("");

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "Where it remembers what it cosigned. Whoever loses it loses the witness.")
  private Path state = Path.of("");

  @Option(
      names = "--log",
      required = true,
      paramLabel = "VKEY",
      description = "Public key of a log, named as the log's origin; may be given often.")
  private List<String> logs = List.of();

  @Override
  public Integer call() throws InterruptedException {
    final PrintWriter out = spec.commandLine().getOut();
    final PrintWriter err = spec.commandLine().getErr();
    final SignerKey signer;
    try {
      signer = signer();
    } catch (final IllegalArgumentException | NoteException | UncheckedIOException e) {
      err.println("--key " + key + ": " + e.getMessage());
      err.flush();
      return CANNOT;
    }
    try (WitnessServer server =
        new WitnessServer(
            new Witness(
                signer,
                logs.stream().flatMap(String::lines).map(VerifierKey::parse).toList(),
                new WitnessState(state),
                Clock.systemUTC()),
            host,
            port)) {
      out.println(signer.verifier() + " http://" + host + ":" + server.port());
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (final NoteException | UncheckedIOException e) {
      err.println(e.getMessage());
      err.flush();
      return CANNOT;
    }
  }

  private SignerKey signer() {
    final KeyFile file = new KeyFile(key, Optional.empty());
    if (!file.exists()) {
      if (name == null) {
        throw new IllegalArgumentException(
            "there is no such file; give --name NAME to make a key of this name");
      }
      file.write(SignerKey.generate(name, SignatureType.COSIGNATURE_V1).secret() + "\n");
    }
    final SignerKey signer = SignerKey.parse(file.read().strip());
    if (signer.verifier().type() != SignatureType.COSIGNATURE_V1) {
      throw new IllegalArgumentException("this is the key of a log, not of a witness");
    }
    return signer;
  }
}
