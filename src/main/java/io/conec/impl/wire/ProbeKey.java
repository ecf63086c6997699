package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Authenticates the probes from one end of a channel to the other, and their answers: HMAC-SHA256 (RFC 2104), cut to 16
 * bytes. Its key comes from one that the two ends alone know and from who they are: so a peer can not bring a third
 * party to answer by passing on its key. Not for use by several threads.
 */
public final class ProbeKey {

  /** 128 bits: nobody guesses it while a channel lives. */
  public static final int LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TAG_LENGTH = Probe.LENGTH - Probe.TAG_OFFSET;

  private final Mac mac;
  private final byte[] header = new byte[Probe.TAG_OFFSET];

  /**
   * @param key      chosen by the receiver of the probes
   * @param prober   the fingerprint of the certificate of who probes
   * @param receiver that of who is probed
   * @throws WireException when the key has not the right length
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
   * @return whether somebody who has the key made this probe
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
