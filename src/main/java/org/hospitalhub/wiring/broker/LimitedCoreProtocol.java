package org.hospitalhub.wiring.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.protocol.core.impl.CoreProtocolManager;
import org.apache.activemq.artemis.core.protocol.core.impl.CoreProtocolManagerFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;

/**
 * Artemis' own protocol with a limit for the size of a packet. Artemis accepts packets of up to 2 GB, also from clients that
 * have not logged in; large messages come in small pieces, so that no client needs such packets.
 */
final class LimitedCoreProtocol extends CoreProtocolManagerFactory {

    /** Far above the 100 KB from which on clients send in pieces, unless they are configured otherwise. */
    static final int PACKET_BYTES = 16 * 1024 * 1024;

    @Override
    @SuppressWarnings("rawtypes") // as Artemis declares it
    public ProtocolManager createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing) {
        List<Interceptor> in = filterInterceptors(incoming);
        List<Interceptor> out = filterInterceptors(outgoing);
        return new CoreProtocolManager(this, server, in, out) {
            @Override
            public void addChannelHandlers(ChannelPipeline pipeline) {
                pipeline.addLast("activemq-decoder", new Packets());
            }
        };
    }

    /** Cuts the stream into packets as Artemis wants them: with their length before them, which is read already. */
    private static final class Packets extends LengthFieldBasedFrameDecoder {

        Packets() {
            super(PACKET_BYTES, 0, Integer.BYTES);
        }

        @Override
        protected ByteBuf extractFrame(ChannelHandlerContext context, ByteBuf buffer, int index, int length) {
            return context.alloc()
                    .buffer(length)
                    .writeBytes(buffer, index, length)
                    .skipBytes(Integer.BYTES);
        }
    }
}
