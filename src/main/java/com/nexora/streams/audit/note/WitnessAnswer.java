package com.nexora.streams.audit.note;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a witness answers to {@link AddCheckpointRequest}, by the status of HTTP. */
public sealed interface WitnessAnswer {

  /** Type of the body of a conflict: the size that the witness signed last. */
  String SIZE_TYPE = "text/x.tlog.size";

  int OK = 200;
  int BAD_REQUEST = 400;
  int FORBIDDEN = 403;
  int NOT_FOUND = 404;
  int CONFLICT = 409;
  int UNPROCESSABLE = 422;

  /** Status of HTTP. */
  int status();

  /** Body to send. */
  default String body() {
    return "";
  }

  /** Signed: lines that may be put under the checkpoint once they are verified. */
  record Cosigned(List<NoteSignature> signatures) implements WitnessAnswer {

    public Cosigned {
      signatures = List.copyOf(signatures);
    }

    @Override
    public int status() {
      return OK;
    }

    @Override
    public String body() {
      final StringBuilder lines = new StringBuilder();
      signatures.forEach(signature -> lines.append(signature.line()));
      return lines.toString();
    }
  }

  /**
   * The old size is not what the witness signed last.
   *
   * @param size what it signed last
   */
  record OtherSize(long size) implements WitnessAnswer {

    @Override
    public int status() {
      return CONFLICT;
    }

    @Override
    public String body() {
      return size + "\n";
    }
  }

  /** Refused. */
  record Refused(int status, String why) implements WitnessAnswer {

    @Override
    public String body() {
      return why + "\n";
    }
  }

  /** The log is not known to the witness. */
  static WitnessAnswer unknownLog() {
    return new Refused(NOT_FOUND, "the origin is not known here");
  }

  /** No signature by a key that the witness trusts for this log. */
  static WitnessAnswer untrusted() {
    return new Refused(FORBIDDEN, "no signature by a trusted key of this log");
  }

  /** The request is malformed, or its old size is beyond its checkpoint. */
  static WitnessAnswer bad(final String why) {
    return new Refused(BAD_REQUEST, why);
  }

  /** The proof does not hold. */
  static WitnessAnswer inconsistent() {
    return new Refused(UNPROCESSABLE, "the consistency proof does not hold");
  }

  /** The same size with another root: the log has forked. */
  static WitnessAnswer otherRoot() {
    return new Refused(CONFLICT, "another root was signed at this size");
  }

  /**
   * Reads an answer.
   *
   * @param contentType of the body, if told
   * @throws NoteException if an answer of a known kind has a body that is none
   */
  static WitnessAnswer parse(
      final int status, final @Nullable String contentType, final byte[] body) {
    if (body.length > SignedNote.MAX_BYTES) {
      throw NoteException.malformed("the witness answers with %d bytes".formatted(body.length));
    }
    if (status == OK) {
      final String lines = NoteText.decode(body, "the witness's answer");
      if (!lines.endsWith("\n")) {
        throw NoteException.malformed("the witness's answer does not end with a newline");
      }
      return new Cosigned(SignedNote.signatureLines(lines));
    }
    if (status == CONFLICT && contentType != null && contentType.startsWith(SIZE_TYPE)) {
      final String line = NoteText.decode(body, "the witness's answer");
      return new OtherSize(
          NoteText.number(
              line.endsWith("\n") ? line.substring(0, line.length() - 1) : line,
              "the size that the witness tells"));
    }
    return new Refused(status, excerpt(body));
  }

  private static String excerpt(final byte[] body) {
    final int most = 200;
    return new String(body, 0, Math.min(body.length, most), StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}+", " ")
        .strip();
  }
}
