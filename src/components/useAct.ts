import { useRef } from 'react';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';

interface Options<Answer> {
  /** Answers that are asked for again afterwards, however it ended: a refusal too says that things have changed. */
  readonly touches: readonly QueryKey[];
  readonly done?: (answer: Answer) => void;
}

export interface Act<Input, Answer> {
  start(input: Input): void;
  readonly pending: boolean;
  /** Undefined before the sidecar has done it. */
  readonly answer: Answer | undefined;
  readonly error: Error | null;
}

/** Something that a person has the sidecar do. While it is under way it is not started again, however fast the clicks. */
export function useAct<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  { touches, done }: Options<Answer>
): Act<Input, Answer> {
  const queryClient = useQueryClient();
  const underWay = useRef(false);
  const { mutate, isPending, data, error } = useMutation({ mutationFn: act });
  return {
    pending: isPending,
    answer: data,
    error,
    start(input) {
      if (underWay.current) {
        return;
      }
      underWay.current = true;
      mutate(input, {
        onSuccess: (answer) => done?.(answer),
        onSettled: () => {
          underWay.current = false;
          for (const queryKey of touches) {
            void queryClient.invalidateQueries({ queryKey });
          }
        },
      });
    },
  };
}
