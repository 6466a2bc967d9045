import { mannKendallTest, median, pettittTest, robustSpread, theilSenSlope } from './statistics';

/** Yearly flow of the Nile at Aswan 1871-1970 (Cobb 1978), which fell in 1899: the usual example of a change point. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

it('median and robust spread', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(robustSpread([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826);
});

it("Pettitt's test finds the year in which the Nile fell", () => {
  const { index, p } = pettittTest(nile);
  expect(1871 + index).toBe(1899);
  expect(p).toBe(1 / 1000);
});

it("Pettitt's test finds no change in values that have none, nor in equal ones", () => {
  expect(pettittTest([5, 3, 4, 6, 4, 5, 3, 6, 5, 4]).p).toBeGreaterThan(0.5);
  expect(pettittTest([2, 2, 2, 2, 2]).p).toBe(1);
});

it('the Mann-Kendall test: S 45 of ten rising values, z 3.935', () => {
  const rising = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect(mannKendallTest(rising)).toBeCloseTo(8.3e-5, 6);
  expect(mannKendallTest([...rising].reverse())).toBeCloseTo(8.3e-5, 6);
  expect(mannKendallTest([3, 3, 3, 3])).toBe(1);
  expect(mannKendallTest([1, 4, 2, 5, 3, 4, 1, 5, 2])).toBeGreaterThan(0.5);
});

it('the Theil-Sen slope is that of most values, whatever one of them is', () => {
  expect(theilSenSlope([1, 3, 5, 7, 9])).toBe(2);
  expect(theilSenSlope([1, 3, 500, 7, 9, 11, 13])).toBe(2);
});
