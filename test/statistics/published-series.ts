// Series whose change points others have published.

/**
 * Yearly flow of the Nile at Aswan, 1871 to 1970, in 10^8 m^3. Cobb, "The problem of the Nile: conditional solution to a
 * changepoint problem", Biometrika 65 (1978); `datasets::Nile` in R.
 */
export const nile: readonly number[] = numbers(`
  1120 1160  963 1210 1160 1160  813 1230 1370 1140  995  935 1110  994 1020  960 1180  799  958 1140
  1100 1210 1150 1250 1260 1220 1030 1100  774  840  874  694  940  833  701  916  692 1020 1050  969
   831  726  456  824  702 1120 1100  832  764  821  768  845  864  862  698  845  744  796 1040  759
   781  865  845  944  984  897  822 1010  771  676  649  846  812  742  801 1040  860  874  848  890
   744  749  838 1050  918  986  797  923  975  815 1020  906  901 1170  912  746  919  718  714  740`);

/**
 * Example data of `g13nac` (`nag_tsa_cp_pelt`), the PELT of the NAG Library, whose manual (Mark 30.3) prints its results:
 * normal mean with deviation 1, penalty 4.6, least length 2.
 */
export const nagExample: readonly number[] = numbers(`
   0.00  0.78 -0.02  0.17  0.04 -1.23  0.24  1.70  0.77  0.06
   0.67  0.94  1.99  2.64  2.26  3.72  3.14  2.28  3.78  0.83
   2.80  1.66  1.93  2.71  2.97  3.04  2.29  3.71  1.69  2.76
   1.96  3.17  1.04  1.50  1.12  1.11  1.00  1.84  1.78  2.39
   1.85  0.62  2.16  0.78  1.70  0.63  1.79  1.21  2.20 -1.34
   0.04 -0.14  2.78  1.83  0.98  0.19  0.57 -1.41  2.05  1.17
   0.44  2.32  0.67  0.73  1.17 -0.34  2.95  1.08  2.16  2.27
  -0.14 -0.24  0.27  1.71 -0.04 -1.03 -0.12 -0.67  1.15 -1.10
  -1.37  0.59  0.44  0.63 -0.06 -0.62  0.39 -2.63 -1.63 -0.42
  -0.73  0.85  0.26  0.48 -0.26 -1.77 -1.53 -1.39  1.68  0.43`);

/** Position after which each change comes, and the mean of each stretch, as the manual prints them. */
export const nagResults = {
  changePoints: [12, 32, 49, 52, 70],
  means: [0.34, 2.57, 1.45, -0.48, 1.2, -0.23],
};

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}
