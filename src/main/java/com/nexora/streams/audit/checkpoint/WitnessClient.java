package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.AddCheckpointRequest;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.SignedNote;
import com.nexora.streams.audit.note.WitnessAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a witness over HTTP; time and size of an answer are bounded, redirects are not followed. */
public final class WitnessClient {

  private final HttpClient http;
  private final Duration timeout;

  /**
   * @param timeout for the connection, and again for the answer
   */
  public WitnessClient(final Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Sends a checkpoint.
   *
   * @param prefix the witness's submission prefix
   * @throws IOException if it does not answer, or with what is none
   */
  public WitnessAnswer add(final URI prefix, final AddCheckpointRequest request)
      throws IOException, InterruptedException {
    final String base = prefix.toString();
    final HttpRequest post =
        HttpRequest.newBuilder(
                URI.create((base.endsWith("/") ? base : base + "/") + "add-checkpoint"))
            .timeout(timeout)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes()))
            .build();
    final HttpResponse<InputStream> response =
        http.send(post, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      return WitnessAnswer.parse(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(null),
          body.readNBytes(SignedNote.MAX_BYTES + 1));
    } catch (final NoteException e) {
      throw new IOException(
          "the witness at %s answers oddly: %s".formatted(prefix, e.getMessage()), e);
    }
  }
}
