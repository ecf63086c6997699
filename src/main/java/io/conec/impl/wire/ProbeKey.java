package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Authenticates the probes from one end of a channel to the other, and their answers, with HMAC-SHA256 (RFC 2104),
 * truncated to 16 bytes. The key is derived from a secret of the two ends and from their certificates, so that a peer
 * cannot make a third party answer by passing on the secret. Not thread-safe.
 */
public final class ProbeKey {

  /** 128 bits: impossible to guess during the life of a channel. */
  public static final int LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TAG_LENGTH = Probe.LENGTH - Probe.TAG_OFFSET;

  private final Mac mac;
  private final byte[] header = new byte[Probe.TAG_OFFSET];

  /**
   * @param key      the secret that the receiver of the probes has chosen
   * @param prober   the fingerprint of the certificate of the prober
   * @param receiver the fingerprint of the certificate of the receiver
   * @throws WireException when the key has a wrong length
   */
  public ProbeKey(byte[] key, byte[] prober, byte[] receiver) {
    if (key.length != LENGTH) {
      throw new WireException("a probe key has " + LENGTH + " bytes, not " + key.length);
    }
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(prober);
      mac.init(new SecretKeySpec(mac.doFinal(receiver), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is in every Java platform", e);
    }
  }

  public void write(ByteBuf out, byte type, long id, long number, long nonce, ArrivedCounts counts) {
    int start = out.writerIndex();
    out.writeByte(type).writeLong(id).writeLong(number).writeLong(nonce);
    out.writeInt(counts.all()).writeInt(counts.large());
    out.writeBytes(tag(out, start), 0, TAG_LENGTH);
  }

  /**
   * @return whether this probe was made with the key
   */
  public boolean verifies(ByteBuf probe) {
    byte[] received = new byte[TAG_LENGTH];
    probe.getBytes(probe.readerIndex() + Probe.TAG_OFFSET, received);
    return MessageDigest.isEqual(received, Arrays.copyOf(tag(probe, probe.readerIndex()), TAG_LENGTH));
  }

  private byte[] tag(ByteBuf probe, int start) {
    probe.getBytes(start, header);
    return mac.doFinal(header);
  }
}
