// Made by `npm run proto` from proto/gaitway/v1/gaitway.proto; change that file, not this one.
import * as $protobuf from "protobufjs";

/** Namespace gaitway. */
export namespace gaitway {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a Request.
         * @deprecated Use gaitway.v1.Request.$Properties instead.
         */
        interface IRequest extends gaitway.v1.Request.$Properties {
        }

        /** Represents a Request. */
        class Request {

            /**
             * Constructs a new Request.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Request.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Request magic. */
            magic: number;

            /** Request major. */
            major: number;

            /** Request minor. */
            minor: number;

            /** Request session. */
            session: Uint8Array;

            /** Request requestId. */
            requestId: number;

            /** Request timeToLiveMs. */
            timeToLiveMs: number;

            /** Request tensors. */
            tensors: gaitway.v1.Tensor.$Properties[];

            /** Request hello. */
            hello?: (gaitway.v1.Hello.$Properties|null);

            /** Request reset. */
            reset?: (gaitway.v1.Reset.$Properties|null);

            /** Request step. */
            step?: (gaitway.v1.Step.$Properties|null);

            /** Request heartbeat. */
            heartbeat?: (gaitway.v1.Heartbeat.$Properties|null);

            /** Request bye. */
            bye?: (gaitway.v1.Bye.$Properties|null);

            /** Request resume. */
            resume?: (gaitway.v1.Resume.$Properties|null);

            /** Request render. */
            render?: (gaitway.v1.Render.$Properties|null);

            /** Request readProperties. */
            readProperties?: (gaitway.v1.ReadProperties.$Properties|null);

            /** Request writeProperties. */
            writeProperties?: (gaitway.v1.WriteProperties.$Properties|null);

            /** Request getState. */
            getState?: (gaitway.v1.GetState.$Properties|null);

            /** Request setState. */
            setState?: (gaitway.v1.SetState.$Properties|null);

            /** Request linearize. */
            linearize?: (gaitway.v1.Linearize.$Properties|null);

            /** Request command. */
            command?: (gaitway.v1.Command.$Properties|null);

            /** Request arm. */
            arm?: (gaitway.v1.Arm.$Properties|null);

            /** Request stop. */
            stop?: (gaitway.v1.StopRobot.$Properties|null);

            /** Request readRobot. */
            readRobot?: (gaitway.v1.ReadRobot.$Properties|null);

            /** Request kind. */
            kind?: ("hello"|"reset"|"step"|"heartbeat"|"bye"|"resume"|"render"|"readProperties"|"writeProperties"|"getState"|"setState"|"linearize"|"command"|"arm"|"stop"|"readRobot");

            /**
             * Encodes the specified Request message. Does not implicitly {@link gaitway.v1.Request.verify|verify} messages.
             * @param message Request message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Request message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Request & gaitway.v1.Request.$Shape} Request
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Request & gaitway.v1.Request.$Shape;
        }

        namespace Request {

            /** Properties of a Request. */
            interface $Properties {

                /** Request magic */
                magic?: (number|null);

                /** Request major */
                major?: (number|null);

                /** Request minor */
                minor?: (number|null);

                /** Request session */
                session?: (Uint8Array|null);

                /** Request requestId */
                requestId?: (number|null);

                /** Request timeToLiveMs */
                timeToLiveMs?: (number|null);

                /** Request tensors */
                tensors?: (gaitway.v1.Tensor.$Properties[]|null);

                /** Request hello */
                hello?: (gaitway.v1.Hello.$Properties|null);

                /** Request reset */
                reset?: (gaitway.v1.Reset.$Properties|null);

                /** Request step */
                step?: (gaitway.v1.Step.$Properties|null);

                /** Request heartbeat */
                heartbeat?: (gaitway.v1.Heartbeat.$Properties|null);

                /** Request bye */
                bye?: (gaitway.v1.Bye.$Properties|null);

                /** Request resume */
                resume?: (gaitway.v1.Resume.$Properties|null);

                /** Request render */
                render?: (gaitway.v1.Render.$Properties|null);

                /** Request readProperties */
                readProperties?: (gaitway.v1.ReadProperties.$Properties|null);

                /** Request writeProperties */
                writeProperties?: (gaitway.v1.WriteProperties.$Properties|null);

                /** Request getState */
                getState?: (gaitway.v1.GetState.$Properties|null);

                /** Request setState */
                setState?: (gaitway.v1.SetState.$Properties|null);

                /** Request linearize */
                linearize?: (gaitway.v1.Linearize.$Properties|null);

                /** Request command */
                command?: (gaitway.v1.Command.$Properties|null);

                /** Request arm */
                arm?: (gaitway.v1.Arm.$Properties|null);

                /** Request stop */
                stop?: (gaitway.v1.StopRobot.$Properties|null);

                /** Request readRobot */
                readRobot?: (gaitway.v1.ReadRobot.$Properties|null);

                /** Request kind */
                kind?: ("hello"|"reset"|"step"|"heartbeat"|"bye"|"resume"|"render"|"readProperties"|"writeProperties"|"getState"|"setState"|"linearize"|"command"|"arm"|"stop"|"readRobot");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Request. */
            type $Shape = {
              magic?: number|null;
              major?: number|null;
              minor?: number|null;
              session?: Uint8Array|null;
              requestId?: number|null;
              timeToLiveMs?: number|null;
              tensors?: gaitway.v1.Tensor.$Shape[]|null;
              hello?: gaitway.v1.Hello.$Shape|null;
              reset?: gaitway.v1.Reset.$Shape|null;
              step?: gaitway.v1.Step.$Shape|null;
              heartbeat?: gaitway.v1.Heartbeat.$Shape|null;
              bye?: gaitway.v1.Bye.$Shape|null;
              resume?: gaitway.v1.Resume.$Shape|null;
              render?: gaitway.v1.Render.$Shape|null;
              readProperties?: gaitway.v1.ReadProperties.$Shape|null;
              writeProperties?: gaitway.v1.WriteProperties.$Shape|null;
              getState?: gaitway.v1.GetState.$Shape|null;
              setState?: gaitway.v1.SetState.$Shape|null;
              linearize?: gaitway.v1.Linearize.$Shape|null;
              command?: gaitway.v1.Command.$Shape|null;
              arm?: gaitway.v1.Arm.$Shape|null;
              stop?: gaitway.v1.StopRobot.$Shape|null;
              readRobot?: gaitway.v1.ReadRobot.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "hello"; hello: gaitway.v1.Hello.$Shape; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "reset"; hello?: null; reset: gaitway.v1.Reset.$Shape; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "step"; hello?: null; reset?: null; step: gaitway.v1.Step.$Shape; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "heartbeat"; hello?: null; reset?: null; step?: null; heartbeat: gaitway.v1.Heartbeat.$Shape; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "bye"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye: gaitway.v1.Bye.$Shape; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "resume"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume: gaitway.v1.Resume.$Shape; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "render"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render: gaitway.v1.Render.$Shape; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "readProperties"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties: gaitway.v1.ReadProperties.$Shape; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "writeProperties"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties: gaitway.v1.WriteProperties.$Shape; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "getState"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState: gaitway.v1.GetState.$Shape; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "setState"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState: gaitway.v1.SetState.$Shape; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "linearize"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize: gaitway.v1.Linearize.$Shape; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "command"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command: gaitway.v1.Command.$Shape; arm?: null; stop?: null; readRobot?: null }|{ kind?: "arm"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm: gaitway.v1.Arm.$Shape; stop?: null; readRobot?: null }|{ kind?: "stop"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop: gaitway.v1.StopRobot.$Shape; readRobot?: null }|{ kind?: "readRobot"; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot: gaitway.v1.ReadRobot.$Shape })
            );
        }

        /**
         * Properties of a Reply.
         * @deprecated Use gaitway.v1.Reply.$Properties instead.
         */
        interface IReply extends gaitway.v1.Reply.$Properties {
        }

        /** Represents a Reply. */
        class Reply {

            /**
             * Constructs a new Reply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Reply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reply magic. */
            magic: number;

            /** Reply major. */
            major: number;

            /** Reply minor. */
            minor: number;

            /** Reply session. */
            session: Uint8Array;

            /** Reply requestId. */
            requestId: number;

            /** Reply tensors. */
            tensors: gaitway.v1.Tensor.$Properties[];

            /** Reply error. */
            error?: (gaitway.v1.Error.$Properties|null);

            /** Reply hello. */
            hello?: (gaitway.v1.HelloReply.$Properties|null);

            /** Reply reset. */
            reset?: (gaitway.v1.ResetReply.$Properties|null);

            /** Reply step. */
            step?: (gaitway.v1.StepReply.$Properties|null);

            /** Reply heartbeat. */
            heartbeat?: (gaitway.v1.HeartbeatReply.$Properties|null);

            /** Reply bye. */
            bye?: (gaitway.v1.ByeReply.$Properties|null);

            /** Reply resume. */
            resume?: (gaitway.v1.ResumeReply.$Properties|null);

            /** Reply render. */
            render?: (gaitway.v1.RenderReply.$Properties|null);

            /** Reply readProperties. */
            readProperties?: (gaitway.v1.ReadPropertiesReply.$Properties|null);

            /** Reply writeProperties. */
            writeProperties?: (gaitway.v1.WritePropertiesReply.$Properties|null);

            /** Reply getState. */
            getState?: (gaitway.v1.GetStateReply.$Properties|null);

            /** Reply setState. */
            setState?: (gaitway.v1.SetStateReply.$Properties|null);

            /** Reply linearize. */
            linearize?: (gaitway.v1.LinearizeReply.$Properties|null);

            /** Reply command. */
            command?: (gaitway.v1.CommandReply.$Properties|null);

            /** Reply arm. */
            arm?: (gaitway.v1.ArmReply.$Properties|null);

            /** Reply stop. */
            stop?: (gaitway.v1.StopRobotReply.$Properties|null);

            /** Reply readRobot. */
            readRobot?: (gaitway.v1.ReadRobotReply.$Properties|null);

            /** Reply kind. */
            kind?: ("error"|"hello"|"reset"|"step"|"heartbeat"|"bye"|"resume"|"render"|"readProperties"|"writeProperties"|"getState"|"setState"|"linearize"|"command"|"arm"|"stop"|"readRobot");

            /**
             * Encodes the specified Reply message. Does not implicitly {@link gaitway.v1.Reply.verify|verify} messages.
             * @param message Reply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Reply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Reply & gaitway.v1.Reply.$Shape} Reply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Reply & gaitway.v1.Reply.$Shape;
        }

        namespace Reply {

            /** Properties of a Reply. */
            interface $Properties {

                /** Reply magic */
                magic?: (number|null);

                /** Reply major */
                major?: (number|null);

                /** Reply minor */
                minor?: (number|null);

                /** Reply session */
                session?: (Uint8Array|null);

                /** Reply requestId */
                requestId?: (number|null);

                /** Reply tensors */
                tensors?: (gaitway.v1.Tensor.$Properties[]|null);

                /** Reply error */
                error?: (gaitway.v1.Error.$Properties|null);

                /** Reply hello */
                hello?: (gaitway.v1.HelloReply.$Properties|null);

                /** Reply reset */
                reset?: (gaitway.v1.ResetReply.$Properties|null);

                /** Reply step */
                step?: (gaitway.v1.StepReply.$Properties|null);

                /** Reply heartbeat */
                heartbeat?: (gaitway.v1.HeartbeatReply.$Properties|null);

                /** Reply bye */
                bye?: (gaitway.v1.ByeReply.$Properties|null);

                /** Reply resume */
                resume?: (gaitway.v1.ResumeReply.$Properties|null);

                /** Reply render */
                render?: (gaitway.v1.RenderReply.$Properties|null);

                /** Reply readProperties */
                readProperties?: (gaitway.v1.ReadPropertiesReply.$Properties|null);

                /** Reply writeProperties */
                writeProperties?: (gaitway.v1.WritePropertiesReply.$Properties|null);

                /** Reply getState */
                getState?: (gaitway.v1.GetStateReply.$Properties|null);

                /** Reply setState */
                setState?: (gaitway.v1.SetStateReply.$Properties|null);

                /** Reply linearize */
                linearize?: (gaitway.v1.LinearizeReply.$Properties|null);

                /** Reply command */
                command?: (gaitway.v1.CommandReply.$Properties|null);

                /** Reply arm */
                arm?: (gaitway.v1.ArmReply.$Properties|null);

                /** Reply stop */
                stop?: (gaitway.v1.StopRobotReply.$Properties|null);

                /** Reply readRobot */
                readRobot?: (gaitway.v1.ReadRobotReply.$Properties|null);

                /** Reply kind */
                kind?: ("error"|"hello"|"reset"|"step"|"heartbeat"|"bye"|"resume"|"render"|"readProperties"|"writeProperties"|"getState"|"setState"|"linearize"|"command"|"arm"|"stop"|"readRobot");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Reply. */
            type $Shape = {
              magic?: number|null;
              major?: number|null;
              minor?: number|null;
              session?: Uint8Array|null;
              requestId?: number|null;
              tensors?: gaitway.v1.Tensor.$Shape[]|null;
              error?: gaitway.v1.Error.$Shape|null;
              hello?: gaitway.v1.HelloReply.$Shape|null;
              reset?: gaitway.v1.ResetReply.$Shape|null;
              step?: gaitway.v1.StepReply.$Shape|null;
              heartbeat?: gaitway.v1.HeartbeatReply.$Shape|null;
              bye?: gaitway.v1.ByeReply.$Shape|null;
              resume?: gaitway.v1.ResumeReply.$Shape|null;
              render?: gaitway.v1.RenderReply.$Shape|null;
              readProperties?: gaitway.v1.ReadPropertiesReply.$Shape|null;
              writeProperties?: gaitway.v1.WritePropertiesReply.$Shape|null;
              getState?: gaitway.v1.GetStateReply.$Shape|null;
              setState?: gaitway.v1.SetStateReply.$Shape|null;
              linearize?: gaitway.v1.LinearizeReply.$Shape|null;
              command?: gaitway.v1.CommandReply.$Shape|null;
              arm?: gaitway.v1.ArmReply.$Shape|null;
              stop?: gaitway.v1.StopRobotReply.$Shape|null;
              readRobot?: gaitway.v1.ReadRobotReply.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "error"; error: gaitway.v1.Error.$Shape; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "hello"; error?: null; hello: gaitway.v1.HelloReply.$Shape; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "reset"; error?: null; hello?: null; reset: gaitway.v1.ResetReply.$Shape; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "step"; error?: null; hello?: null; reset?: null; step: gaitway.v1.StepReply.$Shape; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "heartbeat"; error?: null; hello?: null; reset?: null; step?: null; heartbeat: gaitway.v1.HeartbeatReply.$Shape; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "bye"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye: gaitway.v1.ByeReply.$Shape; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "resume"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume: gaitway.v1.ResumeReply.$Shape; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "render"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render: gaitway.v1.RenderReply.$Shape; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "readProperties"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties: gaitway.v1.ReadPropertiesReply.$Shape; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "writeProperties"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties: gaitway.v1.WritePropertiesReply.$Shape; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "getState"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState: gaitway.v1.GetStateReply.$Shape; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "setState"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState: gaitway.v1.SetStateReply.$Shape; linearize?: null; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "linearize"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize: gaitway.v1.LinearizeReply.$Shape; command?: null; arm?: null; stop?: null; readRobot?: null }|{ kind?: "command"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command: gaitway.v1.CommandReply.$Shape; arm?: null; stop?: null; readRobot?: null }|{ kind?: "arm"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm: gaitway.v1.ArmReply.$Shape; stop?: null; readRobot?: null }|{ kind?: "stop"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop: gaitway.v1.StopRobotReply.$Shape; readRobot?: null }|{ kind?: "readRobot"; error?: null; hello?: null; reset?: null; step?: null; heartbeat?: null; bye?: null; resume?: null; render?: null; readProperties?: null; writeProperties?: null; getState?: null; setState?: null; linearize?: null; command?: null; arm?: null; stop?: null; readRobot: gaitway.v1.ReadRobotReply.$Shape })
            );
        }

        /**
         * Properties of a Tensor.
         * @deprecated Use gaitway.v1.Tensor.$Properties instead.
         */
        interface ITensor extends gaitway.v1.Tensor.$Properties {
        }

        /** Represents a Tensor. */
        class Tensor {

            /**
             * Constructs a new Tensor.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Tensor.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tensor dtype. */
            dtype: gaitway.v1.Dtype;

            /** Tensor shape. */
            shape: number[];

            /** Tensor byteLength. */
            byteLength: number;

            /**
             * Encodes the specified Tensor message. Does not implicitly {@link gaitway.v1.Tensor.verify|verify} messages.
             * @param message Tensor message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Tensor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tensor message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Tensor & gaitway.v1.Tensor.$Shape} Tensor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Tensor & gaitway.v1.Tensor.$Shape;
        }

        namespace Tensor {

            /** Properties of a Tensor. */
            interface $Properties {

                /** Tensor dtype */
                dtype?: (gaitway.v1.Dtype|null);

                /** Tensor shape */
                shape?: (number[]|null);

                /** Tensor byteLength */
                byteLength?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tensor. */
            type $Shape = gaitway.v1.Tensor.$Properties;
        }

        /** Dtype enum. */
        enum Dtype {

            /** DTYPE_INVALID value */
            DTYPE_INVALID = 0,

            /** DTYPE_FLOAT32 value */
            DTYPE_FLOAT32 = 1,

            /** DTYPE_FLOAT64 value */
            DTYPE_FLOAT64 = 2,

            /** DTYPE_INT8 value */
            DTYPE_INT8 = 3,

            /** DTYPE_INT16 value */
            DTYPE_INT16 = 4,

            /** DTYPE_INT32 value */
            DTYPE_INT32 = 5,

            /** DTYPE_INT64 value */
            DTYPE_INT64 = 6,

            /** DTYPE_UINT8 value */
            DTYPE_UINT8 = 7,

            /** DTYPE_UINT16 value */
            DTYPE_UINT16 = 8,

            /** DTYPE_UINT32 value */
            DTYPE_UINT32 = 9,

            /** DTYPE_UINT64 value */
            DTYPE_UINT64 = 10,

            /** DTYPE_BOOL value */
            DTYPE_BOOL = 11
        }

        /**
         * Properties of a Hello.
         * @deprecated Use gaitway.v1.Hello.$Properties instead.
         */
        interface IHello extends gaitway.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello packageVersion. */
            packageVersion: string;

            /** Hello capabilities. */
            capabilities: string[];

            /** Hello limits. */
            limits?: (gaitway.v1.Limits.$Properties|null);

            /**
             * Encodes the specified Hello message. Does not implicitly {@link gaitway.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Hello & gaitway.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Hello & gaitway.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello packageVersion */
                packageVersion?: (string|null);

                /** Hello capabilities */
                capabilities?: (string[]|null);

                /** Hello limits */
                limits?: (gaitway.v1.Limits.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = gaitway.v1.Hello.$Properties;
        }

        /**
         * Properties of a HelloReply.
         * @deprecated Use gaitway.v1.HelloReply.$Properties instead.
         */
        interface IHelloReply extends gaitway.v1.HelloReply.$Properties {
        }

        /** Represents a HelloReply. */
        class HelloReply {

            /**
             * Constructs a new HelloReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.HelloReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HelloReply packageVersion. */
            packageVersion: string;

            /** HelloReply capabilities. */
            capabilities: string[];

            /** HelloReply limits. */
            limits?: (gaitway.v1.Limits.$Properties|null);

            /** HelloReply heartbeatIntervalMs. */
            heartbeatIntervalMs: number;

            /** HelloReply missedHeartbeats. */
            missedHeartbeats: number;

            /** HelloReply spec. */
            spec?: (gaitway.v1.Spec.$Properties|null);

            /** HelloReply robot. */
            robot?: (gaitway.v1.RobotSpec.$Properties|null);

            /** HelloReply sensorEndpoint. */
            sensorEndpoint: string;

            /**
             * Encodes the specified HelloReply message. Does not implicitly {@link gaitway.v1.HelloReply.verify|verify} messages.
             * @param message HelloReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.HelloReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HelloReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.HelloReply & gaitway.v1.HelloReply.$Shape} HelloReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.HelloReply & gaitway.v1.HelloReply.$Shape;
        }

        namespace HelloReply {

            /** Properties of a HelloReply. */
            interface $Properties {

                /** HelloReply packageVersion */
                packageVersion?: (string|null);

                /** HelloReply capabilities */
                capabilities?: (string[]|null);

                /** HelloReply limits */
                limits?: (gaitway.v1.Limits.$Properties|null);

                /** HelloReply heartbeatIntervalMs */
                heartbeatIntervalMs?: (number|null);

                /** HelloReply missedHeartbeats */
                missedHeartbeats?: (number|null);

                /** HelloReply spec */
                spec?: (gaitway.v1.Spec.$Properties|null);

                /** HelloReply robot */
                robot?: (gaitway.v1.RobotSpec.$Properties|null);

                /** HelloReply sensorEndpoint */
                sensorEndpoint?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HelloReply. */
            type $Shape = {
              packageVersion?: string|null;
              capabilities?: string[]|null;
              limits?: gaitway.v1.Limits.$Shape|null;
              heartbeatIntervalMs?: number|null;
              missedHeartbeats?: number|null;
              spec?: gaitway.v1.Spec.$Shape|null;
              robot?: gaitway.v1.RobotSpec.$Shape|null;
              sensorEndpoint?: string|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Limits.
         * @deprecated Use gaitway.v1.Limits.$Properties instead.
         */
        interface ILimits extends gaitway.v1.Limits.$Properties {
        }

        /** Represents a Limits. */
        class Limits {

            /**
             * Constructs a new Limits.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Limits.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Limits messageBytes. */
            messageBytes: number;

            /** Limits envelopeBytes. */
            envelopeBytes: number;

            /** Limits tensorCount. */
            tensorCount: number;

            /** Limits elementCount. */
            elementCount: number;

            /** Limits inFlight. */
            inFlight: number;

            /**
             * Encodes the specified Limits message. Does not implicitly {@link gaitway.v1.Limits.verify|verify} messages.
             * @param message Limits message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Limits.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Limits & gaitway.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Limits & gaitway.v1.Limits.$Shape;
        }

        namespace Limits {

            /** Properties of a Limits. */
            interface $Properties {

                /** Limits messageBytes */
                messageBytes?: (number|null);

                /** Limits envelopeBytes */
                envelopeBytes?: (number|null);

                /** Limits tensorCount */
                tensorCount?: (number|null);

                /** Limits elementCount */
                elementCount?: (number|null);

                /** Limits inFlight */
                inFlight?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Limits. */
            type $Shape = gaitway.v1.Limits.$Properties;
        }

        /**
         * Properties of a Spec.
         * @deprecated Use gaitway.v1.Spec.$Properties instead.
         */
        interface ISpec extends gaitway.v1.Spec.$Properties {
        }

        /** Represents a Spec. */
        class Spec {

            /**
             * Constructs a new Spec.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Spec.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Spec name. */
            name: string;

            /** Spec version. */
            version: string;

            /** Spec observationSpace. */
            observationSpace?: (gaitway.v1.Space.$Properties|null);

            /** Spec actionSpace. */
            actionSpace?: (gaitway.v1.Space.$Properties|null);

            /** Spec envCount. */
            envCount: number;

            /** Spec controlPeriod. */
            controlPeriod: number;

            /** Spec autoresetMode. */
            autoresetMode: gaitway.v1.AutoresetMode;

            /** Spec renderModes. */
            renderModes: string[];

            /** Spec options. */
            options: gaitway.v1.OptionSpec.$Properties[];

            /** Spec properties. */
            properties: gaitway.v1.PropertySpec.$Properties[];

            /** Spec outOfBounds. */
            outOfBounds: gaitway.v1.OutOfBounds;

            /**
             * Encodes the specified Spec message. Does not implicitly {@link gaitway.v1.Spec.verify|verify} messages.
             * @param message Spec message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Spec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Spec message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Spec & gaitway.v1.Spec.$Shape} Spec
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Spec & gaitway.v1.Spec.$Shape;
        }

        namespace Spec {

            /** Properties of a Spec. */
            interface $Properties {

                /** Spec name */
                name?: (string|null);

                /** Spec version */
                version?: (string|null);

                /** Spec observationSpace */
                observationSpace?: (gaitway.v1.Space.$Properties|null);

                /** Spec actionSpace */
                actionSpace?: (gaitway.v1.Space.$Properties|null);

                /** Spec envCount */
                envCount?: (number|null);

                /** Spec controlPeriod */
                controlPeriod?: (number|null);

                /** Spec autoresetMode */
                autoresetMode?: (gaitway.v1.AutoresetMode|null);

                /** Spec renderModes */
                renderModes?: (string[]|null);

                /** Spec options */
                options?: (gaitway.v1.OptionSpec.$Properties[]|null);

                /** Spec properties */
                properties?: (gaitway.v1.PropertySpec.$Properties[]|null);

                /** Spec outOfBounds */
                outOfBounds?: (gaitway.v1.OutOfBounds|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Spec. */
            type $Shape = {
              name?: string|null;
              version?: string|null;
              observationSpace?: gaitway.v1.Space.$Shape|null;
              actionSpace?: gaitway.v1.Space.$Shape|null;
              envCount?: number|null;
              controlPeriod?: number|null;
              autoresetMode?: gaitway.v1.AutoresetMode|null;
              renderModes?: string[]|null;
              options?: gaitway.v1.OptionSpec.$Shape[]|null;
              properties?: gaitway.v1.PropertySpec.$Shape[]|null;
              outOfBounds?: gaitway.v1.OutOfBounds|null;
              $unknowns?: Uint8Array[];
            };
        }

        /** OutOfBounds enum. */
        enum OutOfBounds {

            /** OUT_OF_BOUNDS_REFUSE value */
            OUT_OF_BOUNDS_REFUSE = 0,

            /** OUT_OF_BOUNDS_CLIP value */
            OUT_OF_BOUNDS_CLIP = 1
        }

        /** AutoresetMode enum. */
        enum AutoresetMode {

            /** AUTORESET_MODE_INVALID value */
            AUTORESET_MODE_INVALID = 0,

            /** AUTORESET_MODE_DISABLED value */
            AUTORESET_MODE_DISABLED = 1,

            /** AUTORESET_MODE_SAME_STEP value */
            AUTORESET_MODE_SAME_STEP = 2,

            /** AUTORESET_MODE_NEXT_STEP value */
            AUTORESET_MODE_NEXT_STEP = 3
        }

        /**
         * Properties of a Space.
         * @deprecated Use gaitway.v1.Space.$Properties instead.
         */
        interface ISpace extends gaitway.v1.Space.$Properties {
        }

        /** Represents a Space. */
        class Space {

            /**
             * Constructs a new Space.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Space.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Space box. */
            box?: (gaitway.v1.Box.$Properties|null);

            /** Space discrete. */
            discrete?: (gaitway.v1.Discrete.$Properties|null);

            /** Space multiDiscrete. */
            multiDiscrete?: (gaitway.v1.MultiDiscrete.$Properties|null);

            /** Space multiBinary. */
            multiBinary?: (gaitway.v1.MultiBinary.$Properties|null);

            /** Space dict. */
            dict?: (gaitway.v1.Dict.$Properties|null);

            /** Space tuple. */
            tuple?: (gaitway.v1.Tuple.$Properties|null);

            /** Space text. */
            text?: (gaitway.v1.Text.$Properties|null);

            /** Space kind. */
            kind?: ("box"|"discrete"|"multiDiscrete"|"multiBinary"|"dict"|"tuple"|"text");

            /**
             * Encodes the specified Space message. Does not implicitly {@link gaitway.v1.Space.verify|verify} messages.
             * @param message Space message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Space.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Space message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Space & gaitway.v1.Space.$Shape} Space
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Space & gaitway.v1.Space.$Shape;
        }

        namespace Space {

            /** Properties of a Space. */
            interface $Properties {

                /** Space box */
                box?: (gaitway.v1.Box.$Properties|null);

                /** Space discrete */
                discrete?: (gaitway.v1.Discrete.$Properties|null);

                /** Space multiDiscrete */
                multiDiscrete?: (gaitway.v1.MultiDiscrete.$Properties|null);

                /** Space multiBinary */
                multiBinary?: (gaitway.v1.MultiBinary.$Properties|null);

                /** Space dict */
                dict?: (gaitway.v1.Dict.$Properties|null);

                /** Space tuple */
                tuple?: (gaitway.v1.Tuple.$Properties|null);

                /** Space text */
                text?: (gaitway.v1.Text.$Properties|null);

                /** Space kind */
                kind?: ("box"|"discrete"|"multiDiscrete"|"multiBinary"|"dict"|"tuple"|"text");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Space. */
            type $Shape = {
              box?: gaitway.v1.Box.$Shape|null;
              discrete?: gaitway.v1.Discrete.$Shape|null;
              multiDiscrete?: gaitway.v1.MultiDiscrete.$Shape|null;
              multiBinary?: gaitway.v1.MultiBinary.$Shape|null;
              dict?: gaitway.v1.Dict.$Shape|null;
              tuple?: gaitway.v1.Tuple.$Shape|null;
              text?: gaitway.v1.Text.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; box?: null; discrete?: null; multiDiscrete?: null; multiBinary?: null; dict?: null; tuple?: null; text?: null }|{ kind?: "box"; box: gaitway.v1.Box.$Shape; discrete?: null; multiDiscrete?: null; multiBinary?: null; dict?: null; tuple?: null; text?: null }|{ kind?: "discrete"; box?: null; discrete: gaitway.v1.Discrete.$Shape; multiDiscrete?: null; multiBinary?: null; dict?: null; tuple?: null; text?: null }|{ kind?: "multiDiscrete"; box?: null; discrete?: null; multiDiscrete: gaitway.v1.MultiDiscrete.$Shape; multiBinary?: null; dict?: null; tuple?: null; text?: null }|{ kind?: "multiBinary"; box?: null; discrete?: null; multiDiscrete?: null; multiBinary: gaitway.v1.MultiBinary.$Shape; dict?: null; tuple?: null; text?: null }|{ kind?: "dict"; box?: null; discrete?: null; multiDiscrete?: null; multiBinary?: null; dict: gaitway.v1.Dict.$Shape; tuple?: null; text?: null }|{ kind?: "tuple"; box?: null; discrete?: null; multiDiscrete?: null; multiBinary?: null; dict?: null; tuple: gaitway.v1.Tuple.$Shape; text?: null }|{ kind?: "text"; box?: null; discrete?: null; multiDiscrete?: null; multiBinary?: null; dict?: null; tuple?: null; text: gaitway.v1.Text.$Shape })
            );
        }

        /**
         * Properties of a Box.
         * @deprecated Use gaitway.v1.Box.$Properties instead.
         */
        interface IBox extends gaitway.v1.Box.$Properties {
        }

        /** Represents a Box. */
        class Box {

            /**
             * Constructs a new Box.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Box.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Box dtype. */
            dtype: gaitway.v1.Dtype;

            /** Box shape. */
            shape: number[];

            /** Box low. */
            low: Uint8Array;

            /** Box high. */
            high: Uint8Array;

            /** Box names. */
            names: string[];

            /** Box units. */
            units: string[];

            /**
             * Encodes the specified Box message. Does not implicitly {@link gaitway.v1.Box.verify|verify} messages.
             * @param message Box message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Box.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Box message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Box & gaitway.v1.Box.$Shape} Box
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Box & gaitway.v1.Box.$Shape;
        }

        namespace Box {

            /** Properties of a Box. */
            interface $Properties {

                /** Box dtype */
                dtype?: (gaitway.v1.Dtype|null);

                /** Box shape */
                shape?: (number[]|null);

                /** Box low */
                low?: (Uint8Array|null);

                /** Box high */
                high?: (Uint8Array|null);

                /** Box names */
                names?: (string[]|null);

                /** Box units */
                units?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Box. */
            type $Shape = gaitway.v1.Box.$Properties;
        }

        /**
         * Properties of a Discrete.
         * @deprecated Use gaitway.v1.Discrete.$Properties instead.
         */
        interface IDiscrete extends gaitway.v1.Discrete.$Properties {
        }

        /** Represents a Discrete. */
        class Discrete {

            /**
             * Constructs a new Discrete.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Discrete.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Discrete count. */
            count: number;

            /** Discrete start. */
            start: number;

            /** Discrete names. */
            names: string[];

            /**
             * Encodes the specified Discrete message. Does not implicitly {@link gaitway.v1.Discrete.verify|verify} messages.
             * @param message Discrete message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Discrete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Discrete message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Discrete & gaitway.v1.Discrete.$Shape} Discrete
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Discrete & gaitway.v1.Discrete.$Shape;
        }

        namespace Discrete {

            /** Properties of a Discrete. */
            interface $Properties {

                /** Discrete count */
                count?: (number|null);

                /** Discrete start */
                start?: (number|null);

                /** Discrete names */
                names?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Discrete. */
            type $Shape = gaitway.v1.Discrete.$Properties;
        }

        /**
         * Properties of a MultiDiscrete.
         * @deprecated Use gaitway.v1.MultiDiscrete.$Properties instead.
         */
        interface IMultiDiscrete extends gaitway.v1.MultiDiscrete.$Properties {
        }

        /** Represents a MultiDiscrete. */
        class MultiDiscrete {

            /**
             * Constructs a new MultiDiscrete.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.MultiDiscrete.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MultiDiscrete shape. */
            shape: number[];

            /** MultiDiscrete counts. */
            counts: number[];

            /** MultiDiscrete starts. */
            starts: number[];

            /** MultiDiscrete names. */
            names: string[];

            /**
             * Encodes the specified MultiDiscrete message. Does not implicitly {@link gaitway.v1.MultiDiscrete.verify|verify} messages.
             * @param message MultiDiscrete message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.MultiDiscrete.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MultiDiscrete message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.MultiDiscrete & gaitway.v1.MultiDiscrete.$Shape} MultiDiscrete
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.MultiDiscrete & gaitway.v1.MultiDiscrete.$Shape;
        }

        namespace MultiDiscrete {

            /** Properties of a MultiDiscrete. */
            interface $Properties {

                /** MultiDiscrete shape */
                shape?: (number[]|null);

                /** MultiDiscrete counts */
                counts?: (number[]|null);

                /** MultiDiscrete starts */
                starts?: (number[]|null);

                /** MultiDiscrete names */
                names?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MultiDiscrete. */
            type $Shape = gaitway.v1.MultiDiscrete.$Properties;
        }

        /**
         * Properties of a MultiBinary.
         * @deprecated Use gaitway.v1.MultiBinary.$Properties instead.
         */
        interface IMultiBinary extends gaitway.v1.MultiBinary.$Properties {
        }

        /** Represents a MultiBinary. */
        class MultiBinary {

            /**
             * Constructs a new MultiBinary.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.MultiBinary.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MultiBinary shape. */
            shape: number[];

            /** MultiBinary names. */
            names: string[];

            /**
             * Encodes the specified MultiBinary message. Does not implicitly {@link gaitway.v1.MultiBinary.verify|verify} messages.
             * @param message MultiBinary message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.MultiBinary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MultiBinary message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.MultiBinary & gaitway.v1.MultiBinary.$Shape} MultiBinary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.MultiBinary & gaitway.v1.MultiBinary.$Shape;
        }

        namespace MultiBinary {

            /** Properties of a MultiBinary. */
            interface $Properties {

                /** MultiBinary shape */
                shape?: (number[]|null);

                /** MultiBinary names */
                names?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MultiBinary. */
            type $Shape = gaitway.v1.MultiBinary.$Properties;
        }

        /**
         * Properties of a Dict.
         * @deprecated Use gaitway.v1.Dict.$Properties instead.
         */
        interface IDict extends gaitway.v1.Dict.$Properties {
        }

        /** Represents a Dict. */
        class Dict {

            /**
             * Constructs a new Dict.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Dict.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Dict entries. */
            entries: gaitway.v1.Dict.Entry.$Properties[];

            /**
             * Encodes the specified Dict message. Does not implicitly {@link gaitway.v1.Dict.verify|verify} messages.
             * @param message Dict message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Dict.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Dict message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Dict & gaitway.v1.Dict.$Shape} Dict
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Dict & gaitway.v1.Dict.$Shape;
        }

        namespace Dict {

            /** Properties of a Dict. */
            interface $Properties {

                /** Dict entries */
                entries?: (gaitway.v1.Dict.Entry.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Dict. */
            type $Shape = {
              entries?: gaitway.v1.Dict.Entry.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };

            /**
             * Properties of an Entry.
             * @deprecated Use gaitway.v1.Dict.Entry.$Properties instead.
             */
            interface IEntry extends gaitway.v1.Dict.Entry.$Properties {
            }

            /** Represents an Entry. */
            class Entry {

                /**
                 * Constructs a new Entry.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: gaitway.v1.Dict.Entry.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Entry key. */
                key: string;

                /** Entry space. */
                space?: (gaitway.v1.Space.$Properties|null);

                /**
                 * Encodes the specified Entry message. Does not implicitly {@link gaitway.v1.Dict.Entry.verify|verify} messages.
                 * @param message Entry message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: gaitway.v1.Dict.Entry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Entry message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {gaitway.v1.Dict.Entry & gaitway.v1.Dict.Entry.$Shape} Entry
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Dict.Entry & gaitway.v1.Dict.Entry.$Shape;
            }

            namespace Entry {

                /** Properties of an Entry. */
                interface $Properties {

                    /** Entry key */
                    key?: (string|null);

                    /** Entry space */
                    space?: (gaitway.v1.Space.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Entry. */
                type $Shape = {
                  key?: string|null;
                  space?: gaitway.v1.Space.$Shape|null;
                  $unknowns?: Uint8Array[];
                };
            }
        }

        /**
         * Properties of a Tuple.
         * @deprecated Use gaitway.v1.Tuple.$Properties instead.
         */
        interface ITuple extends gaitway.v1.Tuple.$Properties {
        }

        /** Represents a Tuple. */
        class Tuple {

            /**
             * Constructs a new Tuple.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Tuple.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Tuple spaces. */
            spaces: gaitway.v1.Space.$Properties[];

            /**
             * Encodes the specified Tuple message. Does not implicitly {@link gaitway.v1.Tuple.verify|verify} messages.
             * @param message Tuple message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Tuple.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Tuple message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Tuple & gaitway.v1.Tuple.$Shape} Tuple
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Tuple & gaitway.v1.Tuple.$Shape;
        }

        namespace Tuple {

            /** Properties of a Tuple. */
            interface $Properties {

                /** Tuple spaces */
                spaces?: (gaitway.v1.Space.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Tuple. */
            type $Shape = {
              spaces?: gaitway.v1.Space.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Text.
         * @deprecated Use gaitway.v1.Text.$Properties instead.
         */
        interface IText extends gaitway.v1.Text.$Properties {
        }

        /** Represents a Text. */
        class Text {

            /**
             * Constructs a new Text.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Text.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Text minLength. */
            minLength: number;

            /** Text maxLength. */
            maxLength: number;

            /** Text charset. */
            charset: string;

            /**
             * Encodes the specified Text message. Does not implicitly {@link gaitway.v1.Text.verify|verify} messages.
             * @param message Text message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Text.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Text message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Text & gaitway.v1.Text.$Shape} Text
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Text & gaitway.v1.Text.$Shape;
        }

        namespace Text {

            /** Properties of a Text. */
            interface $Properties {

                /** Text minLength */
                minLength?: (number|null);

                /** Text maxLength */
                maxLength?: (number|null);

                /** Text charset */
                charset?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Text. */
            type $Shape = gaitway.v1.Text.$Properties;
        }

        /**
         * Properties of an OptionSpec.
         * @deprecated Use gaitway.v1.OptionSpec.$Properties instead.
         */
        interface IOptionSpec extends gaitway.v1.OptionSpec.$Properties {
        }

        /** Represents an OptionSpec. */
        class OptionSpec {

            /**
             * Constructs a new OptionSpec.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.OptionSpec.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OptionSpec name. */
            name: string;

            /** OptionSpec description. */
            description: string;

            /** OptionSpec defaultValue. */
            defaultValue?: (gaitway.v1.Value.$Properties|null);

            /**
             * Encodes the specified OptionSpec message. Does not implicitly {@link gaitway.v1.OptionSpec.verify|verify} messages.
             * @param message OptionSpec message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.OptionSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OptionSpec message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.OptionSpec & gaitway.v1.OptionSpec.$Shape} OptionSpec
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.OptionSpec & gaitway.v1.OptionSpec.$Shape;
        }

        namespace OptionSpec {

            /** Properties of an OptionSpec. */
            interface $Properties {

                /** OptionSpec name */
                name?: (string|null);

                /** OptionSpec description */
                description?: (string|null);

                /** OptionSpec defaultValue */
                defaultValue?: (gaitway.v1.Value.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OptionSpec. */
            type $Shape = {
              name?: string|null;
              description?: string|null;
              defaultValue?: gaitway.v1.Value.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a PropertySpec.
         * @deprecated Use gaitway.v1.PropertySpec.$Properties instead.
         */
        interface IPropertySpec extends gaitway.v1.PropertySpec.$Properties {
        }

        /** Represents a PropertySpec. */
        class PropertySpec {

            /**
             * Constructs a new PropertySpec.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.PropertySpec.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PropertySpec name. */
            name: string;

            /** PropertySpec description. */
            description: string;

            /** PropertySpec unit. */
            unit: string;

            /** PropertySpec writable. */
            writable: boolean;

            /** PropertySpec defaultValue. */
            defaultValue?: (gaitway.v1.Value.$Properties|null);

            /**
             * Encodes the specified PropertySpec message. Does not implicitly {@link gaitway.v1.PropertySpec.verify|verify} messages.
             * @param message PropertySpec message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.PropertySpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PropertySpec message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.PropertySpec & gaitway.v1.PropertySpec.$Shape} PropertySpec
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.PropertySpec & gaitway.v1.PropertySpec.$Shape;
        }

        namespace PropertySpec {

            /** Properties of a PropertySpec. */
            interface $Properties {

                /** PropertySpec name */
                name?: (string|null);

                /** PropertySpec description */
                description?: (string|null);

                /** PropertySpec unit */
                unit?: (string|null);

                /** PropertySpec writable */
                writable?: (boolean|null);

                /** PropertySpec defaultValue */
                defaultValue?: (gaitway.v1.Value.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PropertySpec. */
            type $Shape = {
              name?: string|null;
              description?: string|null;
              unit?: string|null;
              writable?: boolean|null;
              defaultValue?: gaitway.v1.Value.$Shape|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Value.
         * @deprecated Use gaitway.v1.Value.$Properties instead.
         */
        interface IValue extends gaitway.v1.Value.$Properties {
        }

        /** Represents a Value. */
        class Value {

            /**
             * Constructs a new Value.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Value.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Value number. */
            number?: (number|null);

            /** Value text. */
            text?: (string|null);

            /** Value flag. */
            flag?: (boolean|null);

            /** Value kind. */
            kind?: ("number"|"text"|"flag");

            /**
             * Encodes the specified Value message. Does not implicitly {@link gaitway.v1.Value.verify|verify} messages.
             * @param message Value message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Value message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Value & gaitway.v1.Value.$Shape} Value
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Value & gaitway.v1.Value.$Shape;
        }

        namespace Value {

            /** Properties of a Value. */
            interface $Properties {

                /** Value number */
                number?: (number|null);

                /** Value text */
                text?: (string|null);

                /** Value flag */
                flag?: (boolean|null);

                /** Value kind */
                kind?: ("number"|"text"|"flag");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Value. */
            type $Shape = {
              number?: number|null;
              text?: string|null;
              flag?: boolean|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; number?: null; text?: null; flag?: null }|{ kind?: "number"; number: number; text?: null; flag?: null }|{ kind?: "text"; number?: null; text: string; flag?: null }|{ kind?: "flag"; number?: null; text?: null; flag: boolean })
            );
        }

        /**
         * Properties of a Reset.
         * @deprecated Use gaitway.v1.Reset.$Properties instead.
         */
        interface IReset extends gaitway.v1.Reset.$Properties {
        }

        /** Represents a Reset. */
        class Reset {

            /**
             * Constructs a new Reset.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Reset.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reset envIds. */
            envIds: number[];

            /** Reset seeds. */
            seeds: number[];

            /** Reset options. */
            options: { [k: string]: gaitway.v1.Value.$Properties };

            /**
             * Encodes the specified Reset message. Does not implicitly {@link gaitway.v1.Reset.verify|verify} messages.
             * @param message Reset message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Reset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reset message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Reset & gaitway.v1.Reset.$Shape} Reset
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Reset & gaitway.v1.Reset.$Shape;
        }

        namespace Reset {

            /** Properties of a Reset. */
            interface $Properties {

                /** Reset envIds */
                envIds?: (number[]|null);

                /** Reset seeds */
                seeds?: (number[]|null);

                /** Reset options */
                options?: ({ [k: string]: gaitway.v1.Value.$Properties }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reset. */
            type $Shape = {
              envIds?: number[]|null;
              seeds?: number[]|null;
              options?: { [k: string]: gaitway.v1.Value.$Shape }|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ResetReply.
         * @deprecated Use gaitway.v1.ResetReply.$Properties instead.
         */
        interface IResetReply extends gaitway.v1.ResetReply.$Properties {
        }

        /** Represents a ResetReply. */
        class ResetReply {

            /**
             * Constructs a new ResetReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ResetReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResetReply envIds. */
            envIds: number[];

            /**
             * Encodes the specified ResetReply message. Does not implicitly {@link gaitway.v1.ResetReply.verify|verify} messages.
             * @param message ResetReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ResetReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ResetReply & gaitway.v1.ResetReply.$Shape} ResetReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ResetReply & gaitway.v1.ResetReply.$Shape;
        }

        namespace ResetReply {

            /** Properties of a ResetReply. */
            interface $Properties {

                /** ResetReply envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResetReply. */
            type $Shape = gaitway.v1.ResetReply.$Properties;
        }

        /**
         * Properties of a Step.
         * @deprecated Use gaitway.v1.Step.$Properties instead.
         */
        interface IStep extends gaitway.v1.Step.$Properties {
        }

        /** Represents a Step. */
        class Step {

            /**
             * Constructs a new Step.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Step.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Step envIds. */
            envIds: number[];

            /** Step minBatch. */
            minBatch?: (number|null);

            /**
             * Encodes the specified Step message. Does not implicitly {@link gaitway.v1.Step.verify|verify} messages.
             * @param message Step message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Step.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Step message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Step & gaitway.v1.Step.$Shape} Step
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Step & gaitway.v1.Step.$Shape;
        }

        namespace Step {

            /** Properties of a Step. */
            interface $Properties {

                /** Step envIds */
                envIds?: (number[]|null);

                /** Step minBatch */
                minBatch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Step. */
            type $Shape = gaitway.v1.Step.$Properties;
        }

        /**
         * Properties of a StepReply.
         * @deprecated Use gaitway.v1.StepReply.$Properties instead.
         */
        interface IStepReply extends gaitway.v1.StepReply.$Properties {
        }

        /** Represents a StepReply. */
        class StepReply {

            /**
             * Constructs a new StepReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.StepReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StepReply envIds. */
            envIds: number[];

            /** StepReply rewards. */
            rewards: number[];

            /** StepReply terminated. */
            terminated: boolean[];

            /** StepReply truncated. */
            truncated: boolean[];

            /** StepReply reasons. */
            reasons: string[];

            /** StepReply finalEnvIds. */
            finalEnvIds: number[];

            /** StepReply failures. */
            failures: gaitway.v1.Error.$Properties[];

            /** StepReply clippedEnvIds. */
            clippedEnvIds: number[];

            /** StepReply lostEnvIds. */
            lostEnvIds: number[];

            /** StepReply simulateSeconds. */
            simulateSeconds: number;

            /**
             * Encodes the specified StepReply message. Does not implicitly {@link gaitway.v1.StepReply.verify|verify} messages.
             * @param message StepReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.StepReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StepReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.StepReply & gaitway.v1.StepReply.$Shape} StepReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.StepReply & gaitway.v1.StepReply.$Shape;
        }

        namespace StepReply {

            /** Properties of a StepReply. */
            interface $Properties {

                /** StepReply envIds */
                envIds?: (number[]|null);

                /** StepReply rewards */
                rewards?: (number[]|null);

                /** StepReply terminated */
                terminated?: (boolean[]|null);

                /** StepReply truncated */
                truncated?: (boolean[]|null);

                /** StepReply reasons */
                reasons?: (string[]|null);

                /** StepReply finalEnvIds */
                finalEnvIds?: (number[]|null);

                /** StepReply failures */
                failures?: (gaitway.v1.Error.$Properties[]|null);

                /** StepReply clippedEnvIds */
                clippedEnvIds?: (number[]|null);

                /** StepReply lostEnvIds */
                lostEnvIds?: (number[]|null);

                /** StepReply simulateSeconds */
                simulateSeconds?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StepReply. */
            type $Shape = gaitway.v1.StepReply.$Properties;
        }

        /**
         * Properties of a Render.
         * @deprecated Use gaitway.v1.Render.$Properties instead.
         */
        interface IRender extends gaitway.v1.Render.$Properties {
        }

        /** Represents a Render. */
        class Render {

            /**
             * Constructs a new Render.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Render.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Render envIds. */
            envIds: number[];

            /** Render mode. */
            mode: string;

            /**
             * Encodes the specified Render message. Does not implicitly {@link gaitway.v1.Render.verify|verify} messages.
             * @param message Render message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Render.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Render message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Render & gaitway.v1.Render.$Shape} Render
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Render & gaitway.v1.Render.$Shape;
        }

        namespace Render {

            /** Properties of a Render. */
            interface $Properties {

                /** Render envIds */
                envIds?: (number[]|null);

                /** Render mode */
                mode?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Render. */
            type $Shape = gaitway.v1.Render.$Properties;
        }

        /**
         * Properties of a RenderReply.
         * @deprecated Use gaitway.v1.RenderReply.$Properties instead.
         */
        interface IRenderReply extends gaitway.v1.RenderReply.$Properties {
        }

        /** Represents a RenderReply. */
        class RenderReply {

            /**
             * Constructs a new RenderReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.RenderReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenderReply envIds. */
            envIds: number[];

            /**
             * Encodes the specified RenderReply message. Does not implicitly {@link gaitway.v1.RenderReply.verify|verify} messages.
             * @param message RenderReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.RenderReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenderReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.RenderReply & gaitway.v1.RenderReply.$Shape} RenderReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.RenderReply & gaitway.v1.RenderReply.$Shape;
        }

        namespace RenderReply {

            /** Properties of a RenderReply. */
            interface $Properties {

                /** RenderReply envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenderReply. */
            type $Shape = gaitway.v1.RenderReply.$Properties;
        }

        /**
         * Properties of a ReadProperties.
         * @deprecated Use gaitway.v1.ReadProperties.$Properties instead.
         */
        interface IReadProperties extends gaitway.v1.ReadProperties.$Properties {
        }

        /** Represents a ReadProperties. */
        class ReadProperties {

            /**
             * Constructs a new ReadProperties.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ReadProperties.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadProperties envIds. */
            envIds: number[];

            /** ReadProperties names. */
            names: string[];

            /**
             * Encodes the specified ReadProperties message. Does not implicitly {@link gaitway.v1.ReadProperties.verify|verify} messages.
             * @param message ReadProperties message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ReadProperties.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadProperties message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ReadProperties & gaitway.v1.ReadProperties.$Shape} ReadProperties
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ReadProperties & gaitway.v1.ReadProperties.$Shape;
        }

        namespace ReadProperties {

            /** Properties of a ReadProperties. */
            interface $Properties {

                /** ReadProperties envIds */
                envIds?: (number[]|null);

                /** ReadProperties names */
                names?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadProperties. */
            type $Shape = gaitway.v1.ReadProperties.$Properties;
        }

        /**
         * Properties of a ReadPropertiesReply.
         * @deprecated Use gaitway.v1.ReadPropertiesReply.$Properties instead.
         */
        interface IReadPropertiesReply extends gaitway.v1.ReadPropertiesReply.$Properties {
        }

        /** Represents a ReadPropertiesReply. */
        class ReadPropertiesReply {

            /**
             * Constructs a new ReadPropertiesReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ReadPropertiesReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadPropertiesReply envs. */
            envs: gaitway.v1.Properties.$Properties[];

            /**
             * Encodes the specified ReadPropertiesReply message. Does not implicitly {@link gaitway.v1.ReadPropertiesReply.verify|verify} messages.
             * @param message ReadPropertiesReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ReadPropertiesReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadPropertiesReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ReadPropertiesReply & gaitway.v1.ReadPropertiesReply.$Shape} ReadPropertiesReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ReadPropertiesReply & gaitway.v1.ReadPropertiesReply.$Shape;
        }

        namespace ReadPropertiesReply {

            /** Properties of a ReadPropertiesReply. */
            interface $Properties {

                /** ReadPropertiesReply envs */
                envs?: (gaitway.v1.Properties.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadPropertiesReply. */
            type $Shape = {
              envs?: gaitway.v1.Properties.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a Properties.
         * @deprecated Use gaitway.v1.Properties.$Properties instead.
         */
        interface IProperties extends gaitway.v1.Properties.$Properties {
        }

        /** Represents a Properties. */
        class Properties {

            /**
             * Constructs a new Properties.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Properties.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Properties values. */
            values: { [k: string]: gaitway.v1.Value.$Properties };

            /**
             * Encodes the specified Properties message. Does not implicitly {@link gaitway.v1.Properties.verify|verify} messages.
             * @param message Properties message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Properties.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Properties message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Properties & gaitway.v1.Properties.$Shape} Properties
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Properties & gaitway.v1.Properties.$Shape;
        }

        namespace Properties {

            /** Properties of a Properties. */
            interface $Properties {

                /** Properties values */
                values?: ({ [k: string]: gaitway.v1.Value.$Properties }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Properties. */
            type $Shape = {
              values?: { [k: string]: gaitway.v1.Value.$Shape }|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a WriteProperties.
         * @deprecated Use gaitway.v1.WriteProperties.$Properties instead.
         */
        interface IWriteProperties extends gaitway.v1.WriteProperties.$Properties {
        }

        /** Represents a WriteProperties. */
        class WriteProperties {

            /**
             * Constructs a new WriteProperties.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.WriteProperties.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WriteProperties envIds. */
            envIds: number[];

            /** WriteProperties values. */
            values: { [k: string]: gaitway.v1.Value.$Properties };

            /**
             * Encodes the specified WriteProperties message. Does not implicitly {@link gaitway.v1.WriteProperties.verify|verify} messages.
             * @param message WriteProperties message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.WriteProperties.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WriteProperties message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.WriteProperties & gaitway.v1.WriteProperties.$Shape} WriteProperties
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.WriteProperties & gaitway.v1.WriteProperties.$Shape;
        }

        namespace WriteProperties {

            /** Properties of a WriteProperties. */
            interface $Properties {

                /** WriteProperties envIds */
                envIds?: (number[]|null);

                /** WriteProperties values */
                values?: ({ [k: string]: gaitway.v1.Value.$Properties }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WriteProperties. */
            type $Shape = {
              envIds?: number[]|null;
              values?: { [k: string]: gaitway.v1.Value.$Shape }|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a WritePropertiesReply.
         * @deprecated Use gaitway.v1.WritePropertiesReply.$Properties instead.
         */
        interface IWritePropertiesReply extends gaitway.v1.WritePropertiesReply.$Properties {
        }

        /** Represents a WritePropertiesReply. */
        class WritePropertiesReply {

            /**
             * Constructs a new WritePropertiesReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.WritePropertiesReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified WritePropertiesReply message. Does not implicitly {@link gaitway.v1.WritePropertiesReply.verify|verify} messages.
             * @param message WritePropertiesReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.WritePropertiesReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WritePropertiesReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.WritePropertiesReply & gaitway.v1.WritePropertiesReply.$Shape} WritePropertiesReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.WritePropertiesReply & gaitway.v1.WritePropertiesReply.$Shape;
        }

        namespace WritePropertiesReply {

            /** Properties of a WritePropertiesReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WritePropertiesReply. */
            type $Shape = gaitway.v1.WritePropertiesReply.$Properties;
        }

        /**
         * Properties of a GetState.
         * @deprecated Use gaitway.v1.GetState.$Properties instead.
         */
        interface IGetState extends gaitway.v1.GetState.$Properties {
        }

        /** Represents a GetState. */
        class GetState {

            /**
             * Constructs a new GetState.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.GetState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetState envIds. */
            envIds: number[];

            /**
             * Encodes the specified GetState message. Does not implicitly {@link gaitway.v1.GetState.verify|verify} messages.
             * @param message GetState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.GetState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.GetState & gaitway.v1.GetState.$Shape} GetState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.GetState & gaitway.v1.GetState.$Shape;
        }

        namespace GetState {

            /** Properties of a GetState. */
            interface $Properties {

                /** GetState envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetState. */
            type $Shape = gaitway.v1.GetState.$Properties;
        }

        /**
         * Properties of a GetStateReply.
         * @deprecated Use gaitway.v1.GetStateReply.$Properties instead.
         */
        interface IGetStateReply extends gaitway.v1.GetStateReply.$Properties {
        }

        /** Represents a GetStateReply. */
        class GetStateReply {

            /**
             * Constructs a new GetStateReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.GetStateReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetStateReply envIds. */
            envIds: number[];

            /**
             * Encodes the specified GetStateReply message. Does not implicitly {@link gaitway.v1.GetStateReply.verify|verify} messages.
             * @param message GetStateReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.GetStateReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetStateReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.GetStateReply & gaitway.v1.GetStateReply.$Shape} GetStateReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.GetStateReply & gaitway.v1.GetStateReply.$Shape;
        }

        namespace GetStateReply {

            /** Properties of a GetStateReply. */
            interface $Properties {

                /** GetStateReply envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetStateReply. */
            type $Shape = gaitway.v1.GetStateReply.$Properties;
        }

        /**
         * Properties of a SetState.
         * @deprecated Use gaitway.v1.SetState.$Properties instead.
         */
        interface ISetState extends gaitway.v1.SetState.$Properties {
        }

        /** Represents a SetState. */
        class SetState {

            /**
             * Constructs a new SetState.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.SetState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetState envIds. */
            envIds: number[];

            /**
             * Encodes the specified SetState message. Does not implicitly {@link gaitway.v1.SetState.verify|verify} messages.
             * @param message SetState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.SetState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.SetState & gaitway.v1.SetState.$Shape} SetState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.SetState & gaitway.v1.SetState.$Shape;
        }

        namespace SetState {

            /** Properties of a SetState. */
            interface $Properties {

                /** SetState envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetState. */
            type $Shape = gaitway.v1.SetState.$Properties;
        }

        /**
         * Properties of a SetStateReply.
         * @deprecated Use gaitway.v1.SetStateReply.$Properties instead.
         */
        interface ISetStateReply extends gaitway.v1.SetStateReply.$Properties {
        }

        /** Represents a SetStateReply. */
        class SetStateReply {

            /**
             * Constructs a new SetStateReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.SetStateReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetStateReply envIds. */
            envIds: number[];

            /**
             * Encodes the specified SetStateReply message. Does not implicitly {@link gaitway.v1.SetStateReply.verify|verify} messages.
             * @param message SetStateReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.SetStateReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetStateReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.SetStateReply & gaitway.v1.SetStateReply.$Shape} SetStateReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.SetStateReply & gaitway.v1.SetStateReply.$Shape;
        }

        namespace SetStateReply {

            /** Properties of a SetStateReply. */
            interface $Properties {

                /** SetStateReply envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetStateReply. */
            type $Shape = gaitway.v1.SetStateReply.$Properties;
        }

        /**
         * Properties of a Linearize.
         * @deprecated Use gaitway.v1.Linearize.$Properties instead.
         */
        interface ILinearize extends gaitway.v1.Linearize.$Properties {
        }

        /** Represents a Linearize. */
        class Linearize {

            /**
             * Constructs a new Linearize.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Linearize.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Linearize envIds. */
            envIds: number[];

            /**
             * Encodes the specified Linearize message. Does not implicitly {@link gaitway.v1.Linearize.verify|verify} messages.
             * @param message Linearize message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Linearize.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Linearize message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Linearize & gaitway.v1.Linearize.$Shape} Linearize
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Linearize & gaitway.v1.Linearize.$Shape;
        }

        namespace Linearize {

            /** Properties of a Linearize. */
            interface $Properties {

                /** Linearize envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Linearize. */
            type $Shape = gaitway.v1.Linearize.$Properties;
        }

        /**
         * Properties of a LinearizeReply.
         * @deprecated Use gaitway.v1.LinearizeReply.$Properties instead.
         */
        interface ILinearizeReply extends gaitway.v1.LinearizeReply.$Properties {
        }

        /** Represents a LinearizeReply. */
        class LinearizeReply {

            /**
             * Constructs a new LinearizeReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.LinearizeReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LinearizeReply envIds. */
            envIds: number[];

            /**
             * Encodes the specified LinearizeReply message. Does not implicitly {@link gaitway.v1.LinearizeReply.verify|verify} messages.
             * @param message LinearizeReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.LinearizeReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinearizeReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.LinearizeReply & gaitway.v1.LinearizeReply.$Shape} LinearizeReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.LinearizeReply & gaitway.v1.LinearizeReply.$Shape;
        }

        namespace LinearizeReply {

            /** Properties of a LinearizeReply. */
            interface $Properties {

                /** LinearizeReply envIds */
                envIds?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LinearizeReply. */
            type $Shape = gaitway.v1.LinearizeReply.$Properties;
        }

        /**
         * Properties of a RobotSpec.
         * @deprecated Use gaitway.v1.RobotSpec.$Properties instead.
         */
        interface IRobotSpec extends gaitway.v1.RobotSpec.$Properties {
        }

        /** Represents a RobotSpec. */
        class RobotSpec {

            /**
             * Constructs a new RobotSpec.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.RobotSpec.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RobotSpec name. */
            name: string;

            /** RobotSpec version. */
            version: string;

            /** RobotSpec joints. */
            joints: gaitway.v1.JointSpec.$Properties[];

            /** RobotSpec channels. */
            channels: gaitway.v1.SensorChannel.$Properties[];

            /** RobotSpec leastControlPeriod. */
            leastControlPeriod: number;

            /** RobotSpec mostControlPeriod. */
            mostControlPeriod: number;

            /** RobotSpec measuresJoints. */
            measuresJoints: boolean;

            /** RobotSpec watchdog. */
            watchdog?: (gaitway.v1.Watchdog.$Properties|null);

            /** RobotSpec stopProfiles. */
            stopProfiles: string[];

            /**
             * Encodes the specified RobotSpec message. Does not implicitly {@link gaitway.v1.RobotSpec.verify|verify} messages.
             * @param message RobotSpec message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.RobotSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RobotSpec message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.RobotSpec & gaitway.v1.RobotSpec.$Shape} RobotSpec
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.RobotSpec & gaitway.v1.RobotSpec.$Shape;
        }

        namespace RobotSpec {

            /** Properties of a RobotSpec. */
            interface $Properties {

                /** RobotSpec name */
                name?: (string|null);

                /** RobotSpec version */
                version?: (string|null);

                /** RobotSpec joints */
                joints?: (gaitway.v1.JointSpec.$Properties[]|null);

                /** RobotSpec channels */
                channels?: (gaitway.v1.SensorChannel.$Properties[]|null);

                /** RobotSpec leastControlPeriod */
                leastControlPeriod?: (number|null);

                /** RobotSpec mostControlPeriod */
                mostControlPeriod?: (number|null);

                /** RobotSpec measuresJoints */
                measuresJoints?: (boolean|null);

                /** RobotSpec watchdog */
                watchdog?: (gaitway.v1.Watchdog.$Properties|null);

                /** RobotSpec stopProfiles */
                stopProfiles?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RobotSpec. */
            type $Shape = gaitway.v1.RobotSpec.$Properties;
        }

        /**
         * Properties of a JointSpec.
         * @deprecated Use gaitway.v1.JointSpec.$Properties instead.
         */
        interface IJointSpec extends gaitway.v1.JointSpec.$Properties {
        }

        /** Represents a JointSpec. */
        class JointSpec {

            /**
             * Constructs a new JointSpec.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.JointSpec.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JointSpec name. */
            name: string;

            /** JointSpec positive. */
            positive: string;

            /** JointSpec low. */
            low: number;

            /** JointSpec high. */
            high: number;

            /** JointSpec maxSpeed. */
            maxSpeed: number;

            /** JointSpec maxAcceleration. */
            maxAcceleration: number;

            /** JointSpec maxTorque. */
            maxTorque?: (number|null);

            /** JointSpec stance. */
            stance: number;

            /**
             * Encodes the specified JointSpec message. Does not implicitly {@link gaitway.v1.JointSpec.verify|verify} messages.
             * @param message JointSpec message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.JointSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JointSpec message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.JointSpec & gaitway.v1.JointSpec.$Shape} JointSpec
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.JointSpec & gaitway.v1.JointSpec.$Shape;
        }

        namespace JointSpec {

            /** Properties of a JointSpec. */
            interface $Properties {

                /** JointSpec name */
                name?: (string|null);

                /** JointSpec positive */
                positive?: (string|null);

                /** JointSpec low */
                low?: (number|null);

                /** JointSpec high */
                high?: (number|null);

                /** JointSpec maxSpeed */
                maxSpeed?: (number|null);

                /** JointSpec maxAcceleration */
                maxAcceleration?: (number|null);

                /** JointSpec maxTorque */
                maxTorque?: (number|null);

                /** JointSpec stance */
                stance?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JointSpec. */
            type $Shape = gaitway.v1.JointSpec.$Properties;
        }

        /**
         * Properties of a SensorChannel.
         * @deprecated Use gaitway.v1.SensorChannel.$Properties instead.
         */
        interface ISensorChannel extends gaitway.v1.SensorChannel.$Properties {
        }

        /** Represents a SensorChannel. */
        class SensorChannel {

            /**
             * Constructs a new SensorChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.SensorChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SensorChannel name. */
            name: string;

            /** SensorChannel elements. */
            elements: gaitway.v1.SensorElement.$Properties[];

            /** SensorChannel maxAge. */
            maxAge: number;

            /** SensorChannel frozenAfter. */
            frozenAfter?: (number|null);

            /**
             * Encodes the specified SensorChannel message. Does not implicitly {@link gaitway.v1.SensorChannel.verify|verify} messages.
             * @param message SensorChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.SensorChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SensorChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.SensorChannel & gaitway.v1.SensorChannel.$Shape} SensorChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.SensorChannel & gaitway.v1.SensorChannel.$Shape;
        }

        namespace SensorChannel {

            /** Properties of a SensorChannel. */
            interface $Properties {

                /** SensorChannel name */
                name?: (string|null);

                /** SensorChannel elements */
                elements?: (gaitway.v1.SensorElement.$Properties[]|null);

                /** SensorChannel maxAge */
                maxAge?: (number|null);

                /** SensorChannel frozenAfter */
                frozenAfter?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SensorChannel. */
            type $Shape = gaitway.v1.SensorChannel.$Properties;
        }

        /**
         * Properties of a SensorElement.
         * @deprecated Use gaitway.v1.SensorElement.$Properties instead.
         */
        interface ISensorElement extends gaitway.v1.SensorElement.$Properties {
        }

        /** Represents a SensorElement. */
        class SensorElement {

            /**
             * Constructs a new SensorElement.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.SensorElement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SensorElement name. */
            name: string;

            /** SensorElement unit. */
            unit: string;

            /**
             * Encodes the specified SensorElement message. Does not implicitly {@link gaitway.v1.SensorElement.verify|verify} messages.
             * @param message SensorElement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.SensorElement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SensorElement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.SensorElement & gaitway.v1.SensorElement.$Shape} SensorElement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.SensorElement & gaitway.v1.SensorElement.$Shape;
        }

        namespace SensorElement {

            /** Properties of a SensorElement. */
            interface $Properties {

                /** SensorElement name */
                name?: (string|null);

                /** SensorElement unit */
                unit?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SensorElement. */
            type $Shape = gaitway.v1.SensorElement.$Properties;
        }

        /**
         * Properties of a Watchdog.
         * @deprecated Use gaitway.v1.Watchdog.$Properties instead.
         */
        interface IWatchdog extends gaitway.v1.Watchdog.$Properties {
        }

        /** Represents a Watchdog. */
        class Watchdog {

            /**
             * Constructs a new Watchdog.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Watchdog.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Watchdog timeout. */
            timeout: number;

            /** Watchdog reaction. */
            reaction: string;

            /**
             * Encodes the specified Watchdog message. Does not implicitly {@link gaitway.v1.Watchdog.verify|verify} messages.
             * @param message Watchdog message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Watchdog.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Watchdog message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Watchdog & gaitway.v1.Watchdog.$Shape} Watchdog
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Watchdog & gaitway.v1.Watchdog.$Shape;
        }

        namespace Watchdog {

            /** Properties of a Watchdog. */
            interface $Properties {

                /** Watchdog timeout */
                timeout?: (number|null);

                /** Watchdog reaction */
                reaction?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Watchdog. */
            type $Shape = gaitway.v1.Watchdog.$Properties;
        }

        /**
         * Properties of an Arm.
         * @deprecated Use gaitway.v1.Arm.$Properties instead.
         */
        interface IArm extends gaitway.v1.Arm.$Properties {
        }

        /** Represents an Arm. */
        class Arm {

            /**
             * Constructs a new Arm.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Arm.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Arm torque. */
            torque: boolean;

            /** Arm sent. */
            sent: number;

            /**
             * Encodes the specified Arm message. Does not implicitly {@link gaitway.v1.Arm.verify|verify} messages.
             * @param message Arm message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Arm.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Arm message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Arm & gaitway.v1.Arm.$Shape} Arm
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Arm & gaitway.v1.Arm.$Shape;
        }

        namespace Arm {

            /** Properties of an Arm. */
            interface $Properties {

                /** Arm torque */
                torque?: (boolean|null);

                /** Arm sent */
                sent?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Arm. */
            type $Shape = gaitway.v1.Arm.$Properties;
        }

        /**
         * Properties of an ArmReply.
         * @deprecated Use gaitway.v1.ArmReply.$Properties instead.
         */
        interface IArmReply extends gaitway.v1.ArmReply.$Properties {
        }

        /** Represents an ArmReply. */
        class ArmReply {

            /**
             * Constructs a new ArmReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ArmReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ArmReply state. */
            state?: (gaitway.v1.RobotState.$Properties|null);

            /**
             * Encodes the specified ArmReply message. Does not implicitly {@link gaitway.v1.ArmReply.verify|verify} messages.
             * @param message ArmReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ArmReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ArmReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ArmReply & gaitway.v1.ArmReply.$Shape} ArmReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ArmReply & gaitway.v1.ArmReply.$Shape;
        }

        namespace ArmReply {

            /** Properties of an ArmReply. */
            interface $Properties {

                /** ArmReply state */
                state?: (gaitway.v1.RobotState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ArmReply. */
            type $Shape = gaitway.v1.ArmReply.$Properties;
        }

        /**
         * Properties of a Command.
         * @deprecated Use gaitway.v1.Command.$Properties instead.
         */
        interface ICommand extends gaitway.v1.Command.$Properties {
        }

        /** Represents a Command. */
        class Command {

            /**
             * Constructs a new Command.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Command.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Command sequence. */
            sequence: number;

            /** Command sent. */
            sent: number;

            /** Command torqueShare. */
            torqueShare: number;

            /**
             * Encodes the specified Command message. Does not implicitly {@link gaitway.v1.Command.verify|verify} messages.
             * @param message Command message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Command message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Command & gaitway.v1.Command.$Shape} Command
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Command & gaitway.v1.Command.$Shape;
        }

        namespace Command {

            /** Properties of a Command. */
            interface $Properties {

                /** Command sequence */
                sequence?: (number|null);

                /** Command sent */
                sent?: (number|null);

                /** Command torqueShare */
                torqueShare?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Command. */
            type $Shape = gaitway.v1.Command.$Properties;
        }

        /**
         * Properties of a CommandReply.
         * @deprecated Use gaitway.v1.CommandReply.$Properties instead.
         */
        interface ICommandReply extends gaitway.v1.CommandReply.$Properties {
        }

        /** Represents a CommandReply. */
        class CommandReply {

            /**
             * Constructs a new CommandReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.CommandReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified CommandReply message. Does not implicitly {@link gaitway.v1.CommandReply.verify|verify} messages.
             * @param message CommandReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.CommandReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommandReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.CommandReply & gaitway.v1.CommandReply.$Shape} CommandReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.CommandReply & gaitway.v1.CommandReply.$Shape;
        }

        namespace CommandReply {

            /** Properties of a CommandReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CommandReply. */
            type $Shape = gaitway.v1.CommandReply.$Properties;
        }

        /**
         * Properties of a StopRobot.
         * @deprecated Use gaitway.v1.StopRobot.$Properties instead.
         */
        interface IStopRobot extends gaitway.v1.StopRobot.$Properties {
        }

        /** Represents a StopRobot. */
        class StopRobot {

            /**
             * Constructs a new StopRobot.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.StopRobot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StopRobot profile. */
            profile: string;

            /**
             * Encodes the specified StopRobot message. Does not implicitly {@link gaitway.v1.StopRobot.verify|verify} messages.
             * @param message StopRobot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.StopRobot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StopRobot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.StopRobot & gaitway.v1.StopRobot.$Shape} StopRobot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.StopRobot & gaitway.v1.StopRobot.$Shape;
        }

        namespace StopRobot {

            /** Properties of a StopRobot. */
            interface $Properties {

                /** StopRobot profile */
                profile?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StopRobot. */
            type $Shape = gaitway.v1.StopRobot.$Properties;
        }

        /**
         * Properties of a StopRobotReply.
         * @deprecated Use gaitway.v1.StopRobotReply.$Properties instead.
         */
        interface IStopRobotReply extends gaitway.v1.StopRobotReply.$Properties {
        }

        /** Represents a StopRobotReply. */
        class StopRobotReply {

            /**
             * Constructs a new StopRobotReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.StopRobotReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StopRobotReply state. */
            state?: (gaitway.v1.RobotState.$Properties|null);

            /**
             * Encodes the specified StopRobotReply message. Does not implicitly {@link gaitway.v1.StopRobotReply.verify|verify} messages.
             * @param message StopRobotReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.StopRobotReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StopRobotReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.StopRobotReply & gaitway.v1.StopRobotReply.$Shape} StopRobotReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.StopRobotReply & gaitway.v1.StopRobotReply.$Shape;
        }

        namespace StopRobotReply {

            /** Properties of a StopRobotReply. */
            interface $Properties {

                /** StopRobotReply state */
                state?: (gaitway.v1.RobotState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StopRobotReply. */
            type $Shape = gaitway.v1.StopRobotReply.$Properties;
        }

        /**
         * Properties of a ReadRobot.
         * @deprecated Use gaitway.v1.ReadRobot.$Properties instead.
         */
        interface IReadRobot extends gaitway.v1.ReadRobot.$Properties {
        }

        /** Represents a ReadRobot. */
        class ReadRobot {

            /**
             * Constructs a new ReadRobot.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ReadRobot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ReadRobot message. Does not implicitly {@link gaitway.v1.ReadRobot.verify|verify} messages.
             * @param message ReadRobot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ReadRobot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadRobot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ReadRobot & gaitway.v1.ReadRobot.$Shape} ReadRobot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ReadRobot & gaitway.v1.ReadRobot.$Shape;
        }

        namespace ReadRobot {

            /** Properties of a ReadRobot. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadRobot. */
            type $Shape = gaitway.v1.ReadRobot.$Properties;
        }

        /**
         * Properties of a ReadRobotReply.
         * @deprecated Use gaitway.v1.ReadRobotReply.$Properties instead.
         */
        interface IReadRobotReply extends gaitway.v1.ReadRobotReply.$Properties {
        }

        /** Represents a ReadRobotReply. */
        class ReadRobotReply {

            /**
             * Constructs a new ReadRobotReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ReadRobotReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadRobotReply state. */
            state?: (gaitway.v1.RobotState.$Properties|null);

            /**
             * Encodes the specified ReadRobotReply message. Does not implicitly {@link gaitway.v1.ReadRobotReply.verify|verify} messages.
             * @param message ReadRobotReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ReadRobotReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadRobotReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ReadRobotReply & gaitway.v1.ReadRobotReply.$Shape} ReadRobotReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ReadRobotReply & gaitway.v1.ReadRobotReply.$Shape;
        }

        namespace ReadRobotReply {

            /** Properties of a ReadRobotReply. */
            interface $Properties {

                /** ReadRobotReply state */
                state?: (gaitway.v1.RobotState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadRobotReply. */
            type $Shape = gaitway.v1.ReadRobotReply.$Properties;
        }

        /**
         * Properties of a RobotState.
         * @deprecated Use gaitway.v1.RobotState.$Properties instead.
         */
        interface IRobotState extends gaitway.v1.RobotState.$Properties {
        }

        /** Represents a RobotState. */
        class RobotState {

            /**
             * Constructs a new RobotState.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.RobotState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RobotState time. */
            time: number;

            /** RobotState torque. */
            torque: boolean[];

            /** RobotState latched. */
            latched: boolean;

            /** RobotState reason. */
            reason: string;

            /**
             * Encodes the specified RobotState message. Does not implicitly {@link gaitway.v1.RobotState.verify|verify} messages.
             * @param message RobotState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.RobotState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RobotState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.RobotState & gaitway.v1.RobotState.$Shape} RobotState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.RobotState & gaitway.v1.RobotState.$Shape;
        }

        namespace RobotState {

            /** Properties of a RobotState. */
            interface $Properties {

                /** RobotState time */
                time?: (number|null);

                /** RobotState torque */
                torque?: (boolean[]|null);

                /** RobotState latched */
                latched?: (boolean|null);

                /** RobotState reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RobotState. */
            type $Shape = gaitway.v1.RobotState.$Properties;
        }

        /**
         * Properties of a Reading.
         * @deprecated Use gaitway.v1.Reading.$Properties instead.
         */
        interface IReading extends gaitway.v1.Reading.$Properties {
        }

        /** Represents a Reading. */
        class Reading {

            /**
             * Constructs a new Reading.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Reading.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reading magic. */
            magic: number;

            /** Reading major. */
            major: number;

            /** Reading minor. */
            minor: number;

            /** Reading sequence. */
            sequence: number;

            /** Reading sent. */
            sent: number;

            /** Reading stamps. */
            stamps: Uint8Array;

            /** Reading values. */
            values: Uint8Array;

            /** Reading state. */
            state?: (gaitway.v1.RobotState.$Properties|null);

            /**
             * Encodes the specified Reading message. Does not implicitly {@link gaitway.v1.Reading.verify|verify} messages.
             * @param message Reading message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Reading.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reading message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Reading & gaitway.v1.Reading.$Shape} Reading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Reading & gaitway.v1.Reading.$Shape;
        }

        namespace Reading {

            /** Properties of a Reading. */
            interface $Properties {

                /** Reading magic */
                magic?: (number|null);

                /** Reading major */
                major?: (number|null);

                /** Reading minor */
                minor?: (number|null);

                /** Reading sequence */
                sequence?: (number|null);

                /** Reading sent */
                sent?: (number|null);

                /** Reading stamps */
                stamps?: (Uint8Array|null);

                /** Reading values */
                values?: (Uint8Array|null);

                /** Reading state */
                state?: (gaitway.v1.RobotState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reading. */
            type $Shape = gaitway.v1.Reading.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use gaitway.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends gaitway.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link gaitway.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Heartbeat & gaitway.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Heartbeat & gaitway.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = gaitway.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a HeartbeatReply.
         * @deprecated Use gaitway.v1.HeartbeatReply.$Properties instead.
         */
        interface IHeartbeatReply extends gaitway.v1.HeartbeatReply.$Properties {
        }

        /** Represents a HeartbeatReply. */
        class HeartbeatReply {

            /**
             * Constructs a new HeartbeatReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.HeartbeatReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeartbeatReply busy. */
            busy: gaitway.v1.EnvStatus.$Properties[];

            /**
             * Encodes the specified HeartbeatReply message. Does not implicitly {@link gaitway.v1.HeartbeatReply.verify|verify} messages.
             * @param message HeartbeatReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.HeartbeatReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartbeatReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.HeartbeatReply & gaitway.v1.HeartbeatReply.$Shape} HeartbeatReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.HeartbeatReply & gaitway.v1.HeartbeatReply.$Shape;
        }

        namespace HeartbeatReply {

            /** Properties of a HeartbeatReply. */
            interface $Properties {

                /** HeartbeatReply busy */
                busy?: (gaitway.v1.EnvStatus.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartbeatReply. */
            type $Shape = gaitway.v1.HeartbeatReply.$Properties;
        }

        /**
         * Properties of an EnvStatus.
         * @deprecated Use gaitway.v1.EnvStatus.$Properties instead.
         */
        interface IEnvStatus extends gaitway.v1.EnvStatus.$Properties {
        }

        /** Represents an EnvStatus. */
        class EnvStatus {

            /**
             * Constructs a new EnvStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.EnvStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EnvStatus envId. */
            envId: number;

            /** EnvStatus busyMs. */
            busyMs: number;

            /** EnvStatus step. */
            step: number;

            /** EnvStatus paused. */
            paused: boolean;

            /**
             * Encodes the specified EnvStatus message. Does not implicitly {@link gaitway.v1.EnvStatus.verify|verify} messages.
             * @param message EnvStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.EnvStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnvStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.EnvStatus & gaitway.v1.EnvStatus.$Shape} EnvStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.EnvStatus & gaitway.v1.EnvStatus.$Shape;
        }

        namespace EnvStatus {

            /** Properties of an EnvStatus. */
            interface $Properties {

                /** EnvStatus envId */
                envId?: (number|null);

                /** EnvStatus busyMs */
                busyMs?: (number|null);

                /** EnvStatus step */
                step?: (number|null);

                /** EnvStatus paused */
                paused?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnvStatus. */
            type $Shape = gaitway.v1.EnvStatus.$Properties;
        }

        /**
         * Properties of a Resume.
         * @deprecated Use gaitway.v1.Resume.$Properties instead.
         */
        interface IResume extends gaitway.v1.Resume.$Properties {
        }

        /** Represents a Resume. */
        class Resume {

            /**
             * Constructs a new Resume.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Resume.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Resume awaited. */
            awaited: number[];

            /**
             * Encodes the specified Resume message. Does not implicitly {@link gaitway.v1.Resume.verify|verify} messages.
             * @param message Resume message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Resume.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Resume message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Resume & gaitway.v1.Resume.$Shape} Resume
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Resume & gaitway.v1.Resume.$Shape;
        }

        namespace Resume {

            /** Properties of a Resume. */
            interface $Properties {

                /** Resume awaited */
                awaited?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Resume. */
            type $Shape = gaitway.v1.Resume.$Properties;
        }

        /**
         * Properties of a ResumeReply.
         * @deprecated Use gaitway.v1.ResumeReply.$Properties instead.
         */
        interface IResumeReply extends gaitway.v1.ResumeReply.$Properties {
        }

        /** Represents a ResumeReply. */
        class ResumeReply {

            /**
             * Constructs a new ResumeReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ResumeReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResumeReply unseen. */
            unseen: number[];

            /** ResumeReply gone. */
            gone: number[];

            /**
             * Encodes the specified ResumeReply message. Does not implicitly {@link gaitway.v1.ResumeReply.verify|verify} messages.
             * @param message ResumeReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ResumeReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResumeReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ResumeReply & gaitway.v1.ResumeReply.$Shape} ResumeReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ResumeReply & gaitway.v1.ResumeReply.$Shape;
        }

        namespace ResumeReply {

            /** Properties of a ResumeReply. */
            interface $Properties {

                /** ResumeReply unseen */
                unseen?: (number[]|null);

                /** ResumeReply gone */
                gone?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResumeReply. */
            type $Shape = gaitway.v1.ResumeReply.$Properties;
        }

        /**
         * Properties of a Bye.
         * @deprecated Use gaitway.v1.Bye.$Properties instead.
         */
        interface IBye extends gaitway.v1.Bye.$Properties {
        }

        /** Represents a Bye. */
        class Bye {

            /**
             * Constructs a new Bye.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Bye.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Bye message. Does not implicitly {@link gaitway.v1.Bye.verify|verify} messages.
             * @param message Bye message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Bye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Bye message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Bye & gaitway.v1.Bye.$Shape} Bye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Bye & gaitway.v1.Bye.$Shape;
        }

        namespace Bye {

            /** Properties of a Bye. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Bye. */
            type $Shape = gaitway.v1.Bye.$Properties;
        }

        /**
         * Properties of a ByeReply.
         * @deprecated Use gaitway.v1.ByeReply.$Properties instead.
         */
        interface IByeReply extends gaitway.v1.ByeReply.$Properties {
        }

        /** Represents a ByeReply. */
        class ByeReply {

            /**
             * Constructs a new ByeReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.ByeReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ByeReply message. Does not implicitly {@link gaitway.v1.ByeReply.verify|verify} messages.
             * @param message ByeReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.ByeReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ByeReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.ByeReply & gaitway.v1.ByeReply.$Shape} ByeReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.ByeReply & gaitway.v1.ByeReply.$Shape;
        }

        namespace ByeReply {

            /** Properties of a ByeReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ByeReply. */
            type $Shape = gaitway.v1.ByeReply.$Properties;
        }

        /**
         * Properties of an Error.
         * @deprecated Use gaitway.v1.Error.$Properties instead.
         */
        interface IError extends gaitway.v1.Error.$Properties {
        }

        /** Represents an Error. */
        class Error {

            /**
             * Constructs a new Error.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaitway.v1.Error.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Error code. */
            code: gaitway.v1.Error.Code;

            /** Error message. */
            message: string;

            /** Error remedy. */
            remedy: string;

            /** Error envIds. */
            envIds: number[];

            /** Error sessionUsable. */
            sessionUsable: boolean;

            /**
             * Encodes the specified Error message. Does not implicitly {@link gaitway.v1.Error.verify|verify} messages.
             * @param message Error message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaitway.v1.Error.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Error message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaitway.v1.Error & gaitway.v1.Error.$Shape} Error
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaitway.v1.Error & gaitway.v1.Error.$Shape;
        }

        namespace Error {

            /** Properties of an Error. */
            interface $Properties {

                /** Error code */
                code?: (gaitway.v1.Error.Code|null);

                /** Error message */
                message?: (string|null);

                /** Error remedy */
                remedy?: (string|null);

                /** Error envIds */
                envIds?: (number[]|null);

                /** Error sessionUsable */
                sessionUsable?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Error. */
            type $Shape = gaitway.v1.Error.$Properties;

            /** Code enum. */
            enum Code {

                /** INVALID value */
                INVALID = 0,

                /** MALFORMED value */
                MALFORMED = 1,

                /** TOO_LARGE value */
                TOO_LARGE = 2,

                /** VERSION_SKEW value */
                VERSION_SKEW = 3,

                /** UNSUPPORTED value */
                UNSUPPORTED = 4,

                /** SESSION_LOST value */
                SESSION_LOST = 5,

                /** BUSY value */
                BUSY = 6,

                /** DEADLINE_EXCEEDED value */
                DEADLINE_EXCEEDED = 7,

                /** CANCELLED value */
                CANCELLED = 8,

                /** INVALID_REQUEST value */
                INVALID_REQUEST = 9,

                /** RESET_NEEDED value */
                RESET_NEEDED = 10,

                /** EPISODE_LOST value */
                EPISODE_LOST = 11,

                /** INTERNAL value */
                INTERNAL = 12,

                /** SHUTTING_DOWN value */
                SHUTTING_DOWN = 13,

                /** COMMAND_REFUSED value */
                COMMAND_REFUSED = 14,

                /** COMMAND_LATE value */
                COMMAND_LATE = 15,

                /** LATCHED value */
                LATCHED = 16,

                /** NOT_OWNER value */
                NOT_OWNER = 17
            }
        }
    }
}
