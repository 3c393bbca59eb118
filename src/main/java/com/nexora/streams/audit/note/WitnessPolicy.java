package com.nexora.streams.audit.note;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose signatures make a checkpoint believable, in the text form of C2SP's tlog-policy: {@code
 * log}, {@code witness}, {@code group} and {@code quorum} lines.
 *
 * <p>One rule of the format is relaxed: the same key may stand behind several logs of different
 * names, because our logs are the partitions of one topic and share the installation's key. For
 * witnesses it is not, since one witness would count twice.
 *
 * @param logs keys of logs, each named as the log's origin
 * @param witnesses by the name that the policy gives them
 * @param quorum who must have cosigned
 */
public record WitnessPolicy(List<Log> logs, Map<String, Witness> witnesses, Quorum quorum) {

  public WitnessPolicy {
    logs = List.copyOf(logs);
    witnesses = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(witnesses));
  }

  /**
   * A log that is believed.
   *
   * @param url where it can be read, if told
   */
  public record Log(VerifierKey key, Optional<URI> url) {}

  /**
   * A witness.
   *
   * @param url its submission prefix, if told
   */
  public record Witness(String name, VerifierKey key, Optional<URI> url) {}

  /** Who must have cosigned. */
  public sealed interface Quorum {

    /** Whether these witnesses, by their names in the policy, are enough. */
    boolean metBy(Set<String> cosigners);

    /** Nobody. */
    record None() implements Quorum {
      @Override
      public boolean metBy(final Set<String> cosigners) {
        return true;
      }
    }

    /** One witness. */
    record One(String witness) implements Quorum {
      @Override
      public boolean metBy(final Set<String> cosigners) {
        return cosigners.contains(witness);
      }
    }

    /**
     * At least so many of the members.
     *
     * @param needed 1 to the number of members
     */
    record Group(String name, int needed, List<Quorum> members) implements Quorum {

      public Group {
        members = List.copyOf(members);
      }

      @Override
      public boolean metBy(final Set<String> cosigners) {
        return members.stream().filter(member -> member.metBy(cosigners)).count() >= needed;
      }
    }
  }

  /**
   * What a checkpoint has to show for itself.
   *
   * @param log the key of the log that signed it
   * @param cosigners names of the witnesses whose cosignatures hold
   * @param enough whether they are a quorum
   */
  public record Judgement(VerifierKey log, Set<String> cosigners, boolean enough) {

    public Judgement {
      cosigners = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(cosigners));
    }
  }

  /** A policy that believes these logs without any witness. */
  public static WitnessPolicy ofLogs(final List<VerifierKey> keys) {
    return new WitnessPolicy(
        keys.stream().map(key -> new Log(key, Optional.empty())).toList(),
        Map.of(),
        new Quorum.None());
  }

  /**
   * Reads the text form.
   *
   * @throws NoteException if it is not of the form; the message names the line
   */
  public static WitnessPolicy parse(final String text) {
    return new PolicyReader().read(text);
  }

  /** Keys of the witnesses. */
  public List<VerifierKey> witnessKeys() {
    return witnesses.values().stream().map(Witness::key).toList();
  }

  /** Whether a quorum of witnesses cosigned; says nothing of the log's own signature. */
  public boolean cosigned(final SignedCheckpoint signed) {
    final byte[] text = signed.note().text().getBytes(StandardCharsets.UTF_8);
    return quorum.metBy(
        witnesses.values().stream()
            .filter(
                witness ->
                    signed.note().signatures().stream()
                        .anyMatch(line -> witness.key().verifies(text, line)))
            .map(Witness::name)
            .collect(Collectors.toSet()));
  }

  /**
   * Judges a checkpoint.
   *
   * @return who signed; whether that is enough is for the caller to look at
   * @throws NoteException if it is not signed by a log of the policy whose name is its origin, or a
   *     signature by any key of the policy does not fit
   */
  public Judgement judge(final SignedCheckpoint signed) {
    final List<VerifierKey> known = new ArrayList<>(witnessKeys());
    logs.stream()
        .map(Log::key)
        .filter(key -> key.name().equals(signed.checkpoint().origin()))
        .forEach(known::add);
    final List<VerifierKey> signers =
        signed.verify(known).stream().map(SignedNote.Verified::key).toList();
    final VerifierKey log =
        signers.stream()
            .filter(key -> key.type() == SignatureType.ED25519)
            .findFirst()
            .orElseThrow(
                () ->
                    new NoteException(
                        NoteException.Reason.UNSIGNED,
                        "%s is not signed by a key that the policy knows for it"
                            .formatted(signed.checkpoint().origin())));
    final Set<String> cosigners =
        witnesses.values().stream()
            .filter(witness -> signers.contains(witness.key()))
            .map(Witness::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Judgement(log, cosigners, quorum.metBy(cosigners));
  }
}
