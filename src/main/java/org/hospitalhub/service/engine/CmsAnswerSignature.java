package org.hospitalhub.service.engine;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.Trust;
import org.jspecify.annotations.Nullable;

/** CMS SignedData with its content (RFC 5652 §5): BER, PEM (RFC 7468 §9), or base64. */
record CmsAnswerSignature(byte[] signature, CmsVerifier verifier) implements AnswerSignature {

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN (CMS|PKCS7)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----\\s*");

    /** The beginning of a ContentInfo: its tag, a length of up to five bytes, the object identifier of SignedData. */
    private static final Pattern BEGINNING = Pattern.compile("30(?:[0-9A-F]{2}){1,5}06092A864886F70D010702[0-9A-F]*");

    private static final int LONGEST_BEGINNING = 17;

    /** Finds CMS in bytes. */
    record Form(CmsVerifier verifier) implements AnswerSignature.Form {

        Form(InstantSource clock) {
            this(new CmsVerifier(clock));
        }

        @Override
        public Optional<AnswerSignature> read(byte[] bytes) {
            byte[] signature = isSignedData(bytes) ? bytes : decoded(bytes);
            return isSignedData(signature)
                    ? Optional.of(new CmsAnswerSignature(signature, verifier))
                    : Optional.empty();
        }

        private static boolean isSignedData(byte[] bytes) {
            int length = Math.min(bytes.length, LONGEST_BEGINNING);
            return BEGINNING
                    .matcher(HexFormat.of().withUpperCase().formatHex(bytes, 0, length))
                    .matches();
        }

        private static byte[] decoded(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            Matcher pem = PEM.matcher(text);
            try {
                return Base64.getMimeDecoder().decode(pem.matches() ? pem.group(2) : text);
            } catch (IllegalArgumentException other) {
                return bytes;
            }
        }
    }

    @Override
    public Optional<byte[]> content(@Nullable Trust trust) {
        try {
            return Optional.of(verifier.verify(signature, null, trust).content());
        } catch (CmsException refused) {
            return Optional.empty();
        }
    }
}
