import { growthOf, type Look } from './growth';

const limit = { share: 0.1, absolute: 20 };
const looks = (valueAt: (second: number) => number): Look[] =>
  Array.from({ length: 180 }, (_, second) => ({ atSeconds: second * 10, value: valueAt(second) }));

it('finds what grows, however slowly, beside the saw teeth of a garbage collector', () => {
  const saw = (second: number) => 200 + (second % 20) * 4;
  expect(growthOf(looks(saw), limit).isGrowing).toBe(false);
  expect(
    growthOf(
      looks((second) => saw(second) + second),
      limit
    )
  ).toMatchObject({ isGrowing: true });
});

it('permits a start that takes its room, a peak, and what is small in either way', () => {
  expect(
    growthOf(
      looks((second) => (second < 50 ? second : 50) * 10),
      limit
    ).isGrowing
  ).toBe(false);
  expect(
    growthOf(
      looks((second) => (second === 170 ? 5000 : 300)),
      limit
    ).isGrowing
  ).toBe(false);
  expect(
    growthOf(
      looks((second) => 10 + second / 10),
      limit
    ).isGrowing
  ).toBe(false);
  expect(
    growthOf(
      looks((second) => 5000 + second),
      limit
    ).isGrowing
  ).toBe(false);
});
